import { describe, expect, it } from "vitest";
import { Pace } from "./pace.js";

describe("the pace", () => {
  it("begins with a unit", () => {
    expect(new Pace(64, 512).sliceLength(true)).toBe(64);
  });

  it("fills the time that running answers may be silent, in whole units", () => {
    const pace = new Pace(64, 512);
    pace.sliced(64, 128);
    expect(pace.sliceLength(true)).toBe(192);
    pace.rounded(40);
    expect(pace.sliceLength(true)).toBe(128);
    expect(pace.sliceLength(false)).toBe(192);
  });

  it("cuts units where one takes too long, unless nobody waits", () => {
    const pace = new Pace(64, 512);
    pace.sliced(64, 1600);
    expect(pace.sliceLength(true)).toBe(16);
    expect(pace.sliceLength(false)).toBe(64);
  });

  it("goes on with a few tokens on a machine that is too slow for any", () => {
    const pace = new Pace(64, 512);
    pace.sliced(64, 60_000);
    pace.rounded(2000);
    expect(pace.sliceLength(true)).toBe(8);
  });

  it("never asks for more than an evaluation may carry", () => {
    const pace = new Pace(64, 512);
    pace.sliced(64, 1);
    expect(pace.sliceLength(false)).toBe(512);
  });

  it("slows down at once and gains speed by and by", () => {
    const pace = new Pace(64, 512);
    pace.sliced(64, 128);
    pace.sliced(64, 512);
    expect(pace.sliceLength(true)).toBe(48);
    pace.sliced(48, 96);
    expect(pace.sliceLength(true)).toBe(56);
    for (let i = 0; i < 20; i++) pace.sliced(64, 128);
    expect(pace.sliceLength(true)).toBe(192);
  });

  it("learns nothing from the few tokens that a prompt ends with", () => {
    const pace = new Pace(64, 512);
    pace.sliced(64, 128);
    pace.sliced(1, 60);
    expect(pace.sliceLength(true)).toBe(192);
  });
});
