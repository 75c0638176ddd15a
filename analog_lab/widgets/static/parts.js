// What a page may hold beside its scenes, chart, prediction and controls: a new part is imported here and gets one line.
import { mountAlive } from "./alive.js";
import { mountCalm } from "./calm.js";
import { mountCompare } from "./compare.js";
import { mountExercises } from "./exercises.js";
import { mountExport } from "./export.js";
import { mountLecture } from "./lecture.js";
import { mountLoop } from "./loop.js";
import { mountOwn } from "./own.js";
import { mountSteps } from "./steps.js";
import { TOOLS } from "./tools.js";
import { mountTongue } from "./tongue.js";
import { mountTour } from "./tour.js";

// mount(lab) returns null where the page has no use for the part, or
// { top: [lines over the cards], main: [cards of the first screen], below: [sections under it], tools: [buttons of the header], dialogs: [elements],
//   help: [elements in the help], keys: [entries of the key registry], on: { pos, trace, values, status, message, sent, did, predict, kept, restyle, destroy } }.
export const PARTS = [mountTour, mountSteps, mountOwn, mountExercises, mountExport, mountCompare, ...TOOLS, mountLecture, mountLoop, mountAlive, mountCalm, mountTongue];
