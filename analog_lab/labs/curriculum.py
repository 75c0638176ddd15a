"""What is taught where: each statement of the subject, in our own words, with the lab and the exercise that check it.

Numbers count the statements of the introduction that the curriculum follows; the last, about published ways to train
in memory, comes with its lab.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Taught:
    """One statement: its number, what it says, the lab that shows it and the exercise that checks it."""

    number: int
    says: str
    lab: str
    exercise: str


CURRICULUM = (
    Taught(1, "ordinary machines keep memory and processor apart", "commute", "weights"),
    Taught(2, "moving data between them with every operation is what limits them", "commute", "energy"),
    Taught(3, "a device that stores can also compute, and the bottleneck is gone", "mvm", "first"),
    Taught(4, "physics of the cell does the computation where the number is kept", "memory", "read"),
    Taught(5, "phase change, resistive and Flash memory can all serve", "memory", "trace"),
    Taught(6, "without moving weights, tasks take less time and energy", "commute", "reuse"),
    Taught(7, "a processor fetches its data anew for every computation", "commute", "batch"),
    Taught(8, "a layer of a network is a matrix multiplied with a vector", "mvm", "second"),
    Taught(9, "a weight is kept as charge or as conductance", "memory", "gate"),
    Taught(10, "cells in a crossbar multiply all at once, in place", "mvm", "size"),
    Taught(11, "models run with less energy, if the edge does not eat it up", "edge", "small"),
    Taught(12, "a chip has many crossbars that talk to each other", "floorplan", "tiles"),
    Taught(13, "a layer takes one crossbar or several", "floorplan", "pairs"),
    Taught(14, "a signed weight takes at least two cells", "pairs", "minus"),
    Taught(15, "inputs drive rows, results are read at columns, in one step", "mvm", "inverse"),
    Taught(16, "results pass a nonlinear function on their way to the next layer", "edge", "four"),
    Taught(17, "that function stands at the edge, analog or digital", "edge", "function"),
    Taught(18, "each array sends its outputs to the array of the next layer", "floorplan", "pipeline"),
    Taught(19, "in a recurrent network the output comes back to the input", "floorplan", "lstm"),
    Taught(20, "inference is the first use: weights are trained elsewhere", "life", "day"),
    Taught(21, "weights are programmed once into the chip", "life", "mean"),
    Taught(22, "what is not ideal in cells and circuits has to be met", "life", "robust"),
    Taught(23, "the arrays can be trained too, by backpropagation", "backprop", "weight"),
    Taught(24, "a step of training goes forward, backward, and then changes the weights", "backprop", "kept"),
    Taught(25, "all three are repeated over many examples until the network is good enough", "learning", "updates"),
    Taught(26, "its forward read is that of inference", "backprop", "forward"),
    Taught(27, "but what drives the rows is kept beside each array", "backprop", "memory"),
    Taught(28, "errors drive the columns of the same array, and its rows are read", "backprop", "row"),
    Taught(29, "the sum of a row, over its columns, is multiplied by f′ outside of the array", "backprop", "slope"),
    Taught(30, "a weight is changed by the product of its input and its error", "learning", "pulses"),
    Taught(31, "pulses make that change in the memory, in proportion to it as long as it is small", "learning", "most"),
)


@dataclass(frozen=True)
class Slip:
    """What is often believed and is not so: its number, the belief, and what meets it in a lab.

    ``exercise`` names the exercise that meets it; ``expect`` begins a wrong answer that the lecturer's plan expects.
    """

    number: int
    belief: str
    lab: str
    exercise: str = ""
    expect: str = ""


SLIPS = (
    Slip(1, "analog always takes less energy", "edge", exercise="small", expect="Of course."),
    Slip(2, "in memory nothing moves at all", "commute", exercise="moved", expect="Nothing moves on the right."),
    Slip(3, "one step is free at any size", "life", exercise="wires"),
    Slip(3, "one step is free at any size", "mvm", exercise="converters", expect="Yes, one step is one step."),
    Slip(4, "one device is one weight", "pairs", exercise="devices", expect="Only (0, 0)."),
    Slip(5, "a network is one crossbar", "floorplan", exercise="tiles", expect="One."),
    Slip(6, "every layer is a single step", "floorplan", exercise="window", expect="One: it is one layer."),
    Slip(6, "every layer is a single step", "edge", exercise="mux"),
    Slip(7, "noise always hurts", "edge", exercise="dither", expect="It cannot be."),
    Slip(8, "averaging repairs everything", "life", exercise="mean", expect="Reading a hundred times"),
    Slip(8, "averaging repairs everything", "edge", exercise="stuck", expect="Yes, averaging always helps."),
    Slip(9, "programming sets exact values", "life", exercise="spread", expect="Nothing, it was programmed."),
    Slip(10, "drift is random noise", "life", exercise="factor", expect="It averages out."),
    Slip(17, "the cells compute the activation function", "edge", exercise="function", expect="In the cells."),
    Slip(19, "an accuracy without spread and drift is the chip's", "life", exercise="brochure", expect="That is the"),
    Slip(20, "analog means spiking or quantum", "memory", expect="Yes, analog means spiking."),
    Slip(21, "all memory cells are alike", "memory", exercise="trace", expect="It is weaker."),
    Slip(23, "weights can be read out exactly", "life", exercise="exact"),
    Slip(16, "the backward read needs a second array", "backprop", expect="A second, transposed array."),
    Slip(17, "the cells apply the derivative", "backprop", exercise="slope", expect="In the cells."),
    Slip(23, "each update could be checked by reading the weights out", "backprop", expect="Yes, memory can be read."),
    Slip(11, "an update in memory is exactly the gradient", "learning", exercise="most"),
    Slip(12, "every pulse is the same step", "learning", exercise="bound"),
    Slip(12, "every pulse is the same step", "cells", expect="As it rose."),
    Slip(13, "asymmetry averages out, and noise is what hurts", "learning", exercise="flaw", expect="Not at all:"),
    Slip(14, "more states make the better cell", "cells", exercise="equal", expect="More states."),
    # Those without a number of their own in the list of twenty-four.
    Slip(0, "digital pays for every product", "commute", exercise="batch", expect="Not at all, it does the same work."),
    Slip(0, "a read changes what is stored", "memory", exercise="touch", expect="Yes, current flows through it."),
    Slip(0, "a cell is a bit", "memory", exercise="levels", expect="Nothing changes, it is not a bit."),
    Slip(0, "the conductance is the stored charge", "memory", exercise="gate"),
    Slip(0, "a crossbar iterates", "mvm", exercise="size", expect="64 steps."),
    Slip(0, "one step is always faster", "mvm", exercise="loop"),
    Slip(0, "a weight has one pair only", "pairs", exercise="common", expect="Only (0, 0)."),
    Slip(0, "activations need not be stored", "backprop", exercise="kept", expect="Nothing, it is the same read."),
    Slip(0, "more bits are always better", "edge", exercise="bits"),
)
