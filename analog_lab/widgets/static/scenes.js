// The scenes by kind: a new one is imported here and gets one line.
import { arrayScene } from "./array.js";
import { cellsScene } from "./cells.js";
import { commuteBusScene, commuteCrossbarScene } from "./commute.js";
import { crossbarScene } from "./crossbar.js";
import { levelsScene } from "./levels.js";
import { mapsScene } from "./maps.js";
import { memoryScene } from "./memory.js";

export const SCENES = {
  array: arrayScene,
  cells: cellsScene,
  "commute-bus": commuteBusScene,
  "commute-crossbar": commuteCrossbarScene,
  crossbar: crossbarScene,
  levels: levelsScene,
  maps: mapsScene,
  memory: memoryScene,
};
