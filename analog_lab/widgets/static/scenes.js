// The scenes by kind: a new one is imported here and gets one line.
import { arrayScene } from "./array.js";
import { cellsScene } from "./cells.js";
import { commuteBusScene, commuteCrossbarScene } from "./commute.js";
import { crossbarScene } from "./crossbar.js";
import { edgeScene } from "./edge.js";
import { floorplanScene } from "./floorplan.js";
import { levelsScene } from "./levels.js";
import { mapsScene } from "./maps.js";
import { memoryScene } from "./memory.js";
import { networkScene } from "./network.js";
import { pairsScene } from "./pairs.js";
import { planeScene } from "./plane.js";

export const SCENES = {
  array: arrayScene,
  cells: cellsScene,
  "commute-bus": commuteBusScene,
  "commute-crossbar": commuteCrossbarScene,
  crossbar: crossbarScene,
  edge: edgeScene,
  floorplan: floorplanScene,
  levels: levelsScene,
  maps: mapsScene,
  memory: memoryScene,
  network: networkScene,
  pairs: pairsScene,
  plane: planeScene,
};
