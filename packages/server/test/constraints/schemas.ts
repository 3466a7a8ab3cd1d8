export interface SchemaCase {
  name: string;
  schema: unknown;
  /** Values that the grammar must let a model write. */
  valid?: unknown[];
  /** Values that it must not. */
  invalid?: unknown[];
}

const person = {
  type: "object",
  properties: { name: { type: "string" }, age: { type: "integer", minimum: 0 } },
  required: ["name"],
  additionalProperties: false,
};

export const SCHEMAS: SchemaCase[] = [
  { name: "anything", schema: true, valid: [null, 1.5e30, "a", [[], {}], { a: [1, "x"] }], invalid: [] },
  {
    name: "annotations only",
    schema: { title: "t", description: "d", "x-mine": 1 },
    valid: [{ a: 1 }, false],
  },
  { name: "type list", schema: { type: ["string", "null"] }, valid: ["a", null], invalid: [1, true, {}] },
  { name: "boolean", schema: { type: "boolean" }, valid: [true, false], invalid: [null, "true"] },
  {
    name: "nested objects",
    schema: {
      type: "object",
      properties: {
        id: { type: "integer" },
        who: person,
        tags: { type: "array", items: { type: "string" } },
      },
      required: ["id", "who"],
      additionalProperties: false,
    },
    valid: [
      { id: 1, who: { name: "A" } },
      { id: -2, who: { name: "", age: 3 }, tags: ["x", "y"] },
    ],
    invalid: [
      { id: 1 },
      { who: { name: "A" } },
      { id: 1, who: { name: "A", age: -1 } },
      { id: 1, who: {} },
      [],
    ],
  },
  {
    name: "any subset of optional properties",
    schema: {
      type: "object",
      properties: { a: { type: "null" }, b: { type: "null" }, c: { type: "null" }, d: { type: "null" } },
      required: ["c"],
    },
    valid: [
      { c: null },
      { a: null, c: null },
      { b: null, c: null, d: null },
      { a: null, b: null, c: null, d: null },
    ],
    invalid: [{}, { a: null }, { c: null, e: null }],
  },
  { name: "no properties", schema: { type: "object", properties: {} }, valid: [{}], invalid: [[]] },
  {
    name: "enum of everything",
    schema: { enum: ['a\n"\\', "é😀", 0, -1.5, 1e21, 1e-7, null, true, [1, ["x"]], { a: { b: 2 } }] },
    valid: ['a\n"\\', "é😀", 0, -1.5, null, true, [1, ["x"]], { a: { b: 2 } }],
    invalid: ["a", 1, false, [1], {}, { a: {} }],
  },
  {
    name: "const",
    schema: { const: { k: [1, null] } },
    valid: [{ k: [1, null] }],
    invalid: [{ k: [1] }, null],
  },
  {
    name: "enum with type",
    schema: { type: "string", enum: ["a", 1, null] },
    valid: ["a"],
    invalid: [1, null],
  },
  {
    name: "const with a long number",
    schema: { const: 0.30000000000000004 },
    valid: [0.30000000000000004],
    invalid: [0.3],
  },
  { name: "large constant", schema: { const: 123456789012345680000 }, invalid: [1] },
  {
    name: "anyOf",
    schema: { anyOf: [{ type: "string", maxLength: 2 }, { type: "integer" }, person] },
    valid: ["ab", 3, { name: "x" }],
    invalid: ["abc", 1.5, { age: 3 }],
  },
  {
    name: "oneOf by discriminator",
    schema: {
      oneOf: [
        {
          type: "object",
          properties: { kind: { const: "cat" }, lives: { type: "integer" } },
          required: ["kind"],
        },
        {
          type: "object",
          properties: { kind: { const: "dog" }, barks: { type: "boolean" } },
          required: ["kind"],
        },
      ],
    },
    valid: [{ kind: "cat" }, { kind: "dog", barks: true }, { kind: "cat", lives: 9 }],
    invalid: [{}, { kind: "cow" }, { kind: "cat", lives: 1.5 }],
  },
  {
    name: "oneOf by required key",
    schema: {
      type: "object",
      properties: { a: { type: "integer" }, b: { type: "integer" } },
      additionalProperties: false,
      oneOf: [{ required: ["a"] }, { required: ["b"] }],
    },
    valid: [{ a: 1 }, { b: 2 }],
    invalid: [{}, { a: 1, b: 2 }],
  },
  {
    name: "oneOf of overlapping numbers",
    schema: {
      oneOf: [
        { type: "integer", multipleOf: 3 },
        { type: "integer", multipleOf: 5 },
      ],
    },
    valid: [3, 5, -9, 10],
    invalid: [0, 15, 2, -30],
  },
  {
    name: "oneOf of overlapping strings",
    schema: { type: "string", oneOf: [{ pattern: "^a" }, { pattern: "b$" }] },
    valid: ["a", "ac", "b", "cb"],
    invalid: ["ab", "c", ""],
  },
  {
    name: "allOf merges",
    schema: {
      allOf: [
        { type: "object", properties: { a: { type: "integer", minimum: 3 } }, required: ["a"] },
        { properties: { a: { maximum: 5 }, b: { type: "string" } } },
      ],
    },
    valid: [{ a: 3 }, { a: 5, b: "x" }],
    invalid: [{ a: 2 }, { a: 6 }, { b: "x" }, { a: 3, b: 1 }],
  },
  {
    name: "$ref beside other keywords",
    schema: {
      $defs: { base: { type: "string", minLength: 2 } },
      type: "array",
      items: { $ref: "#/$defs/base", maxLength: 3 },
    },
    valid: [[], ["ab", "abc"]],
    invalid: [["a"], ["abcd"]],
  },
  {
    name: "recursion",
    schema: {
      $ref: "#/definitions/node",
      definitions: {
        node: {
          type: "object",
          properties: {
            value: { type: "integer" },
            children: { type: "array", items: { $ref: "#/definitions/node" } },
          },
          required: ["value", "children"],
          additionalProperties: false,
        },
      },
    },
    valid: [
      { value: 1, children: [] },
      { value: 1, children: [{ value: 2, children: [{ value: 3, children: [] }] }] },
    ],
    invalid: [{ value: 1 }, { value: 1, children: [1] }],
  },
  {
    name: "recursion through the root, escaped pointer, anchor",
    schema: {
      type: "object",
      properties: { next: { anyOf: [{ $ref: "#" }, { $ref: "#/$defs/a~1b%20c" }, { $ref: "#end" }] } },
      required: ["next"],
      additionalProperties: false,
      $defs: { "a/b c": { type: "null" }, e: { $anchor: "end", const: "end" } },
    },
    valid: [{ next: null }, { next: { next: "end" } }],
    invalid: [{}, { next: 1 }],
  },
  {
    name: "contradictory optional property",
    schema: {
      type: "object",
      properties: { a: { type: "string", enum: [1] }, b: { type: "integer" }, c: false },
      additionalProperties: false,
    },
    valid: [{}, { b: 1 }],
    invalid: [{ a: 1 }, { a: "x" }, { c: 1 }],
  },
  {
    name: "recursion that must end",
    schema: {
      type: "object",
      properties: { next: { $ref: "#" }, stop: { type: "boolean" } },
      anyOf: [{ required: ["next"] }, { required: ["stop"] }],
      additionalProperties: false,
    },
    valid: [{ stop: true }, { next: { stop: true } }, { next: { stop: true }, stop: false }],
    invalid: [{}, { next: {} }],
  },
  {
    name: "additional properties with a schema",
    schema: {
      type: "object",
      properties: { id: { type: "string" }, ix: { type: "null" } },
      required: ["id"],
      additionalProperties: { type: "integer" },
    },
    valid: [{ id: "x" }, { id: "x", i: 1, idd: 2 }, { id: "x", "": 3, "é\n": 4 }],
    invalid: [{ id: 1 }, { id: "x", other: "y" }],
  },
  {
    name: "open objects",
    schema: { type: "object", properties: { a: { type: "integer" } }, additionalProperties: true },
    valid: [{}, { a: 1, b: "x", c: [null] }, { b: 1 }],
    invalid: [{ a: "x" }],
  },
  {
    name: "record",
    schema: { type: "object", additionalProperties: { type: "number" }, minProperties: 1, maxProperties: 3 },
    valid: [{ a: 1 }, { a: 1, b: 2, c: 3 }],
    invalid: [{}, { a: 1, b: 2, c: 3, d: 4 }, { a: null }],
  },
  {
    name: "property counts",
    schema: {
      type: "object",
      properties: { a: { type: "null" }, b: { type: "null" }, c: { type: "null" }, d: { type: "null" } },
      additionalProperties: false,
      minProperties: 2,
      maxProperties: 3,
    },
    valid: [
      { a: null, b: null },
      { b: null, d: null },
      { a: null, c: null, d: null },
    ],
    invalid: [{ a: null }, {}, { a: null, b: null, c: null, d: null }],
  },
  {
    name: "patternProperties",
    schema: {
      type: "object",
      properties: { n_id: { minimum: 5 } },
      patternProperties: { "^n_": { type: "integer" }, _s$: { type: ["string", "integer"] } },
      additionalProperties: false,
    },
    valid: [{ n_a: 1 }, { n_id: 7, n_a: 1, x_s: "y" }, { n_s: 3 }],
    invalid: [{ n_a: "x" }, { n_id: 3 }, { y: 1 }, { n_s: "x" }],
  },
  {
    name: "propertyNames",
    schema: {
      type: "object",
      propertyNames: { pattern: "^[a-z]{1,3}$" },
      additionalProperties: { type: "null" },
    },
    valid: [{}, { abc: null }],
    invalid: [{ abcd: null }, { A: null }],
  },
  {
    name: "propertyNames out of an enum",
    schema: {
      type: "object",
      propertyNames: { enum: ["x", "y"] },
      additionalProperties: { type: "integer" },
      minProperties: 2,
    },
    valid: [{ x: 1, y: 2 }],
    invalid: [{ x: 1 }, { z: 1 }],
  },
  {
    name: "anchored pattern",
    schema: { type: "string", pattern: "^(\\([0-9]{3}\\))?[0-9]{3}-[0-9]{4}$" },
    valid: ["555-1234", "(888)555-1234"],
    invalid: ["5551234", "x555-1234"],
  },
  {
    name: "unanchored pattern",
    schema: { type: "string", pattern: "b+" },
    valid: ["b", "abc\n"],
    invalid: ["", "ac"],
  },
  {
    name: "pattern that needs escapes",
    schema: { type: "string", pattern: '^[\\n"\\\\/\\u0001é-ü\\u{1F600}]{1,4}$' },
    valid: ['"', "\\/", "\n\u0001", "é😀"],
    invalid: ["a", ""],
  },
  {
    name: "lookahead",
    schema: { type: "string", pattern: "^(?=.*[A-Z])(?=.*\\d)[A-Za-z\\d]{4,8}$" },
    valid: ["Abc1", "1ABCDEFG"],
    invalid: ["abcd", "A1", "ABCDEFGH1"],
  },
  {
    name: "pattern and length",
    schema: { type: "string", pattern: "^(ab)*$", minLength: 3, maxLength: 6 },
    valid: ["abab", "ababab"],
    invalid: ["ab", "aba", "abababab"],
  },
  {
    name: "lengths in code points",
    schema: { type: "string", minLength: 2, maxLength: 3 },
    valid: ["ab", "😀😀😀", 'é"'],
    invalid: ["a", "😀", "abcd"],
  },
  {
    name: "long lengths",
    schema: { type: "string", minLength: 100, maxLength: 1000 },
    valid: ["x".repeat(100), "é".repeat(1000)],
    invalid: ["x".repeat(99), "x".repeat(1001)],
  },
  {
    name: "two patterns",
    schema: { allOf: [{ type: "string", pattern: "a" }, { pattern: "^..$" }] },
    valid: ["ab", "ca"],
    invalid: ["a", "bc"],
  },
  ...formatCases(),
  { name: "integer", schema: { type: "integer" }, valid: [0, -5, 123456789012345], invalid: [1.5, "1"] },
  { name: "number", schema: { type: "number" }, valid: [0, -0.25, 6.02e23, 1e-9], invalid: ["1"] },
  {
    name: "integer range",
    schema: { type: "integer", minimum: -37, maximum: 1205 },
    valid: [-37, -1, 0, 99, 1205],
    invalid: [-38, 1206, 0.5],
  },
  {
    name: "exclusive integer range",
    schema: { type: "integer", exclusiveMinimum: -1, exclusiveMaximum: 2 },
    valid: [0, 1],
    invalid: [-1, 2],
  },
  {
    name: "big integer range",
    schema: { type: "integer", minimum: 9007199254740000, maximum: 2 ** 63 },
    valid: [9007199254740994, 9223372036854774000],
    invalid: [5],
  },
  {
    name: "decimal range",
    schema: { type: "number", minimum: 0.5, exclusiveMaximum: 10.25 },
    valid: [0.5, 0.500001, 3, 10, 10.2499],
    invalid: [0.49, 10.25, 11, -1],
  },
  {
    name: "negative decimals",
    schema: { type: "number", exclusiveMinimum: -2.5, maximum: -0.125 },
    valid: [-2.4999, -1, -0.125],
    invalid: [-2.5, -0.1, 0],
  },
  {
    name: "multiple of an integer",
    schema: { type: "integer", multipleOf: 7, minimum: -100, maximum: 1000 },
    valid: [-98, 0, 7, 994],
    invalid: [1, 1001],
  },
  {
    name: "multiple of a decimal",
    schema: { type: "number", multipleOf: 0.25, minimum: 0 },
    valid: [0, 0.25, 7.5, 12],
    invalid: [0.3, -0.25],
  },
  {
    name: "cents",
    schema: { type: "number", multipleOf: 0.01, minimum: 0, maximum: 100 },
    valid: [0.5, 99.99, 12],
    invalid: [0.001, 100.01],
  },
  {
    name: "not zero",
    schema: { type: "integer", not: { const: 0 }, minimum: -2, maximum: 2 },
    valid: [-2, -1, 1, 2],
    invalid: [0],
  },
  {
    name: "int32",
    schema: { type: "integer", format: "int32" },
    valid: [2147483647, -2147483648],
    invalid: [2147483648],
  },
  {
    name: "int64",
    schema: { type: "integer", format: "int64" },
    valid: [9007199254740991, 2 ** 63 - 1024, 1024 - 2 ** 63],
    invalid: [2 ** 64, -(2 ** 64)],
  },
  {
    name: "integers of more digits than a double holds",
    schema: { type: "integer", minimum: 0 },
    valid: [1700000000000000, 2 ** 53, 2 ** 64],
    invalid: [-1700000000000000, 0.5],
  },
  {
    name: "array bounds",
    schema: { type: "array", items: { type: "null" }, minItems: 2, maxItems: 4 },
    valid: [
      [null, null],
      [null, null, null, null],
    ],
    invalid: [[], [null], Array(5).fill(null)],
  },
  { name: "empty array", schema: { type: "array", items: false }, valid: [[]], invalid: [[1]] },
  {
    name: "tuple",
    schema: {
      type: "array",
      prefixItems: [{ type: "integer" }, { type: "string" }],
      items: { type: "null" },
      minItems: 2,
    },
    valid: [
      [1, "a"],
      [1, "a", null, null],
    ],
    invalid: [[1], ["a", 1], [1, "a", 2]],
  },
  {
    name: "closed tuple",
    schema: { type: "array", prefixItems: [{ type: "integer" }, { type: "string" }], items: false },
    valid: [[], [1], [1, "a"]],
    invalid: [[1, "a", 2]],
  },
  {
    name: "unique items",
    schema: { type: "array", items: { enum: ["a", "b", 1] }, uniqueItems: true, minItems: 1 },
    valid: [["a"], ["b", 1, "a"]],
    invalid: [[], ["a", "a"]],
  },
  {
    name: "unique booleans",
    schema: { type: "array", items: { type: ["boolean", "null"] }, uniqueItems: true },
    valid: [[true, null, false]],
    invalid: [[true, true]],
  },
  {
    name: "contains",
    schema: { type: "array", items: { type: "integer" }, contains: { minimum: 10 }, maxItems: 4 },
    valid: [[10], [1, 2, 3, 11]],
    invalid: [[], [1, 2]],
  },
  {
    name: "contains a number of times",
    schema: {
      type: "array",
      items: { type: "string" },
      contains: { const: "x" },
      minContains: 2,
      maxContains: 3,
    },
    valid: [
      ["x", "x"],
      ["a", "x", "b", "x", "x"],
    ],
    invalid: [["x"], ["x", "x", "x", "x"]],
  },
  {
    name: "if, then, else",
    schema: {
      type: "object",
      properties: { country: { enum: ["US", "NL"] }, code: { type: "string" } },
      required: ["country", "code"],
      additionalProperties: false,
      if: { properties: { country: { const: "US" } }, required: ["country"] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: { code: { pattern: "^[0-9]{5}$" } } },
      else: { properties: { code: { pattern: "^[0-9]{4}[A-Z]{2}$" } } },
    },
    valid: [
      { country: "US", code: "12345" },
      { country: "NL", code: "1234AB" },
    ],
    invalid: [
      { country: "US", code: "1234AB" },
      { country: "NL", code: "12345" },
    ],
  },
  {
    name: "dependentRequired",
    schema: {
      type: "object",
      properties: { card: { type: "integer" }, address: { type: "string" } },
      additionalProperties: false,
      dependentRequired: { card: ["address"] },
    },
    valid: [{}, { address: "x" }, { card: 1, address: "x" }],
    invalid: [{ card: 1 }],
  },
  {
    name: "dependentSchemas",
    schema: {
      type: "object",
      properties: { a: { type: "integer" }, b: { type: "integer" } },
      additionalProperties: false,
      dependentSchemas: { a: { properties: { b: { minimum: 10 } }, required: ["b"] } },
    },
    valid: [{}, { b: 1 }, { a: 1, b: 10 }],
    invalid: [{ a: 1 }, { a: 1, b: 1 }],
  },
  {
    name: "not a type",
    schema: { not: { type: ["object", "array", "string"] } },
    valid: [1, null, true],
    invalid: ["a", {}, []],
  },
  {
    name: "not with properties",
    schema: {
      type: "object",
      properties: { a: { type: "integer" }, b: { type: "integer" } },
      additionalProperties: false,
      not: { properties: { a: { const: 1 } }, required: ["a"] },
    },
    valid: [{}, { b: 1 }, { a: 2 }],
    invalid: [{ a: 1 }, { a: 1, b: 2 }],
  },
  {
    name: "not items",
    schema: { type: "array", items: { type: ["integer", "null"] }, not: { items: { type: "integer" } } },
    valid: [[null], [1, null]],
    invalid: [[], [1]],
  },
  {
    name: "not in an enum",
    schema: { type: "string", not: { enum: ["a", "b"] }, maxLength: 1 },
    valid: ["", "c"],
    invalid: ["a", "b"],
  },
  { name: "nullable", schema: { type: "string", nullable: true }, valid: ["a", null], invalid: [1] },
  {
    name: "keywords without a type",
    schema: { properties: { a: { minimum: 3 } }, required: ["a"] },
    valid: [{ a: 3 }],
    invalid: [{ a: 2 }, {}],
  },
  {
    name: "odd property names",
    schema: {
      type: "object",
      properties: {
        'a"b\\': { type: "null" },
        "é\n": { type: "null" },
        __proto__x: { type: "null" },
        constructor: { type: "null" },
      },
      required: ["constructor"],
      additionalProperties: false,
    },
    valid: [{ constructor: null }, { 'a"b\\': null, "é\n": null, constructor: null }],
    invalid: [{}],
  },
];

function formatCases(): SchemaCase[] {
  const examples: Record<string, [valid: string[], invalid: string[]]> = {
    date: [
      ["2024-02-29", "1999-12-31"],
      ["2023-02-29", "2023-13-01", "2023-04-31"],
    ],
    time: [
      ["23:59:59Z", "00:00:00.123+05:30", "23:59:60Z", "15:59:60-08:00", "01:29:60+01:30"],
      ["24:00:00Z", "12:00:00", "22:59:60Z", "15:59:60-09:00"],
    ],
    "date-time": [["2024-02-29T12:30:00Z"], ["2024-02-30T12:30:00Z", "2024-02-29"]],
    duration: [
      ["P1Y2M3DT4H5M6S", "PT1S", "P3W", "P4DT12H", "PT1H5M"],
      ["P", "PT", "1Y", "P1YT", "P1D2H", "P2S", "P1Y2W", "PT1D", "P1W2D", "PT1H2S"],
    ],
    email: [["a.b+c@example.co.uk"], ["a@b", "a b@c.de", "@c.de", ".a@b.de", "a..b@c.de"]],
    hostname: [
      ["example.com", "a-b.c", `${"a".repeat(63)}.de`],
      ["-a.com", "a..b", "a-", `${"a".repeat(64)}.de`, "a_b", "", Array(4).fill("a".repeat(63)).join(".")],
    ],
    ipv4: [
      ["127.0.0.1", "255.255.255.255"],
      ["256.1.1.1", "1.2.3"],
    ],
    ipv6: [
      ["::1", "2001:db8::8a2e:370:7334", "1:2:3:4:5:6:7:8", "::", "::ffff:1.2.3.4", "1::d6:192.168.0.1"],
      ["1:2", ":::", "g::1", "::1.2.3", "1:2:3:4:5:6:7::8:9", "::ffff:256.1.1.1"],
    ],
    uri: [
      ["https://a.de/a?b=c#d", "mailto:a@b.de", "urn:isbn:0451450523", "file:///a/b", "http://[::1]/"],
      ["example.com/x", "http:// x", "http://[::1/"],
    ],
    "uri-reference": [["/a/b?c", "a.html", "https://example.com"], ["a b"]],
    "uri-template": [
      ["http://a.de/{term:1}/{+b,c*}", "{?q,lang}"],
      ["{a", "{}", "{b}}"],
    ],
    uuid: [["123e4567-e89b-12d3-a456-426614174000"], ["123e4567"]],
    "json-pointer": [
      ["", "/a/b~0c"],
      ["a", "/~2"],
    ],
    "relative-json-pointer": [["0/a", "12#"], ["/a"]],
    byte: [
      ["", "TWFu", "TQ=="],
      ["T", "****"],
    ],
    url: [["https://example.com/x"], ["example"]],
    password: [["x"], []],
  };
  return Object.entries(examples).map(([format, [valid, invalid]]) => ({
    name: `format ${format}`,
    schema: { type: "string", format },
    valid,
    invalid,
  }));
}
