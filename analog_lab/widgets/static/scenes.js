// The scenes by kind: a new one is imported here and gets one line.
import { arrayScene } from "./array.js";
import { cellsScene } from "./cells.js";
import { commuteBusScene, commuteCrossbarScene } from "./commute.js";
import { crossbarScene } from "./crossbar.js";
import { mapsScene } from "./maps.js";

export const SCENES = {
  array: arrayScene,
  cells: cellsScene,
  "commute-bus": commuteBusScene,
  "commute-crossbar": commuteCrossbarScene,
  crossbar: crossbarScene,
  maps: mapsScene,
};
