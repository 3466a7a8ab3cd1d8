import { lazy, useState } from "react";
import { Part } from "../ui/Part.js";
import { Select } from "../ui/Select.js";
import { Answer, Gate } from "./Answer.js";
import { count, money, shortCount } from "./figures.js";
import type { Activity, Credits } from "./server-api.js";
import { type Grouping, lastDays, type Measure, seriesOf, totalOf } from "./usage.js";
import { useAnswer, useKeys } from "./use-server.js";

const UsageChart = lazy(() => import("./UsageChart.js"));

const measures = [
  ["usage", "Money"],
  ["requests", "Requests"],
  ["tokens", "Tokens"],
] as const;
const groupings = [
  ["model", "by model"],
  ["provider_name", "by provider"],
] as const;

/** What was asked for and spent. */
export const Usage = () => (
  <Gate<Credits> path="/credits">{(credits) => <UsageOfServer credits={credits} />}</Gate>
);

function UsageOfServer({ credits }: { credits: Credits }) {
  const [measure, setMeasure] = useState<Measure>("usage");
  const [grouping, setGrouping] = useState<Grouping>("model");
  const [hash, setHash] = useState("");
  const keys = useKeys();
  const activity = useAnswer<Activity[]>(
    `/activity${hash && `?api_key_hash=${encodeURIComponent(hash)}`}`,
    60_000,
  );

  return (
    <>
      <div className="room-controls">
        <Select
          aria-label="What is added up"
          value={measure}
          options={measures}
          onValue={(value) => setMeasure(value as Measure)}
        />
        <Select
          aria-label="Grouped"
          value={grouping}
          options={groupings}
          onValue={(value) => setGrouping(value as Grouping)}
        />
        {(keys.data?.length ?? 0) > 0 && (
          <Select
            aria-label="Of the key"
            value={hash}
            options={[["", "all keys"], ...(keys.data ?? []).map((key) => [key.hash, key.name] as const)]}
            onValue={setHash}
          />
        )}
      </div>
      <Answer query={activity}>
        {(found) =>
          found.length === 0 ? (
            <p className="room-hint">Nothing was asked for in the last thirty days.</p>
          ) : (
            <Sums activities={found} measure={measure} grouping={grouping} />
          )
        }
      </Answer>
      <div className="room-section">
        <h2>Spent by key</h2>
        <p className="room-hint">
          All together {money(credits.total_usage)}
          {credits.total_credits > 0 && ` of ${money(credits.total_credits)}`} since the beginning.
        </p>
        {(keys.data?.length ?? 0) > 0 && (
          <Table
            label="Spent by key"
            head={["Key", "Today", "This week", "This month", "Ever"]}
            rows={(keys.data ?? [])
              .toSorted((a, b) => b.usage_monthly - a.usage_monthly)
              .map((key) => [
                key.name,
                ...[key.usage_daily, key.usage_weekly, key.usage_monthly, key.usage].map(money),
              ])}
          />
        )}
      </div>
    </>
  );
}

interface SumsProps {
  activities: Activity[];
  measure: Measure;
  grouping: Grouping;
}

function Sums({ activities, measure, grouping }: SumsProps) {
  const days = lastDays(Date.now());
  const series = seriesOf(activities, days, grouping, measure);
  const shown = measure === "usage" ? money : count;
  const tokens = (field: "prompt_tokens" | "completion_tokens") =>
    shortCount(activities.reduce((sum, one) => sum + one[field], 0));
  const facts = [
    ["Spent", money(totalOf(activities, "usage"))],
    ["Requests", count(totalOf(activities, "requests"))],
    ["Tokens in", tokens("prompt_tokens")],
    ["Tokens out", tokens("completion_tokens")],
  ];
  return (
    <>
      <dl className="room-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <figure className="usage">
        <figcaption className="room-hint">The last thirty days and today, by UTC</figcaption>
        <Part fallback={<div className="usage-chart" />}>
          <UsageChart
            days={days}
            series={series}
            whole={measure !== "usage"}
            format={measure === "usage" ? money : shortCount}
          />
        </Part>
        <ul className="list usage-legend">
          {series.map(({ name, total }, index) => (
            <li key={name} data-series={index}>
              <span className="swatch" aria-hidden />
              <span className="name">{name}</span>
              <span className="figure">{shown(total)}</span>
            </li>
          ))}
        </ul>
      </figure>
      <details className="room-details">
        <summary>As a table</summary>
        <Table
          label="Usage by day"
          head={["Day", ...series.map(({ name }) => name)]}
          rows={days
            .map((date, index) => [date, ...series.map(({ values }) => shown(values[index]!))])
            .reverse()}
        />
      </details>
    </>
  );
}

function Table({ label, head, rows }: { label: string; head: string[]; rows: string[][] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="room-table" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells], row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two keys may have one name, and rows have no state
            <tr key={row}>
              <th scope="row">{name}</th>
              {cells.map((cell, index) => (
                <td key={head[index + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
