// The scenes by kind: a new one is imported here and gets one line.
import { crossbarScene } from "./crossbar.js";
import { mapsScene } from "./maps.js";

export const SCENES = {
  crossbar: crossbarScene,
  maps: mapsScene,
};
