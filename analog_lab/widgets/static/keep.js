// What a visitor has answered, kept in the browser and in a file: never a name, never an address.

const KEY = "analog-lab-progress", FORMAT = 1, LARGEST = 1e6;
const is = (kind) => (value) => typeof value === kind, one = (value) => ["string", "number"].includes(typeof value), answer = (value) => one(value) || (Array.isArray(value) && value.every(one));
const ENTRIES = {
  exercises: { tries: is("number"), answer, right: is("boolean"), opened: is("boolean") },
  prediction: { answer, confidence: is("string"), because: is("string"), right: is("boolean"), skipped: is("boolean") },
};

// Which steps of the guide are done, by their place, and whether the guide is hidden.
const stepsKept = ({ done = [], closed = false, ...more }) => !Object.keys(more).length && typeof closed === "boolean" && Array.isArray(done) && done.length <= 50 && done.every((k) => Number.isInteger(k) && k >= 0 && k < 50);

export function emptyProgress() {
  return { kind: "analog_lab progress", format: FORMAT, labs: {} };
}

// Read a file's text, or say with the key of a text what is wrong with it: { progress } or { wrong, values }.
export function readProgress(source) {
  if (source.length > LARGEST) return { wrong: "keep.large" };
  let data;
  try {
    data = JSON.parse(source);
  } catch {
    return { wrong: "keep.json" };
  }
  const table = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  if (!table(data) || data.kind !== "analog_lab progress" || !table(data.labs)) return { wrong: "keep.kind" };
  if (data.format !== FORMAT) return { wrong: "keep.format", values: { format: String(data.format) } };
  const foreign = (key) => ({ wrong: "keep.foreign", values: { key: String(key).slice(0, 40) } });
  for (const lab of Object.values(data.labs)) {
    if (!table(lab)) return foreign("labs");
    for (const [part, held] of Object.entries(lab)) {
      if (part === "steps") {
        if (!table(held) || !stepsKept(held)) return foreign(part);
        continue;
      }
      if (!Object.hasOwn(ENTRIES, part) || !table(held)) return foreign(part);
      for (const entry of part === "prediction" ? [held] : Object.values(held)) {
        const strange = table(entry) ? Object.entries(entry).find(([key, value]) => !Object.hasOwn(ENTRIES[part], key) || !ENTRIES[part][key](value) || JSON.stringify(value).length > 2000) : [part];
        if (strange) return foreign(strange[0]);
      }
    }
  }
  return { progress: data };
}

function browserStorage() {
  try {
    return globalThis.localStorage;
  } catch {
    return null; // a page of its own origin may not even ask
  }
}

// A page that starts its engine again says so to the page that follows it in the same tab, and to no other.
const AGAIN = "analog-lab-again";
function session(run) {
  try {
    return run(globalThis.sessionStorage);
  } catch {
    return null; // as for the store below
  }
}

// The store of one lab; a browser that may not store anything keeps it until the page closes.
export function makeKeep(lab, storage = browserStorage()) {
  let memory = emptyProgress();
  const all = () => {
    try {
      const found = readProgress(storage.getItem(KEY) ?? "");
      if (found.progress) memory = found.progress;
    } catch {
      // no storage: what is in memory holds
    }
    return memory;
  };
  const put = (progress) => {
    memory = progress;
    try {
      storage.setItem(KEY, JSON.stringify(progress));
    } catch {
      // as above
    }
  };
  return {
    all, put,
    leave: () => session((tab) => tab.setItem(AGAIN, lab)),
    returned: () => session((tab) => {
      const back = tab.getItem(AGAIN) === lab;
      tab.removeItem(AGAIN);
      return back;
    }),
    own: () => all().labs[lab] ?? {},
    change(edit) {
      const progress = structuredClone(all());
      edit((progress.labs[lab] ??= {}));
      put(progress);
    },
    forget: () => put(emptyProgress()),
  };
}
