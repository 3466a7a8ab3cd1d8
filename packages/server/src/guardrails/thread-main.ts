import type { ContentFilter } from "../generation/content-filter.js";
import { serveTasks } from "../threads/serve-tasks.js";
import { type Filtered, filterTexts } from "./filter-texts.js";

serveTasks<{ texts: readonly string[]; filters: readonly ContentFilter[] }, Filtered>(({ texts, filters }) =>
  filterTexts(texts, filters),
);
