"""The same wires backwards: where its numbers come from, and a plan of thirty minutes."""

from ...widgets import Explanation

EXPLAIN = (
    Explanation(
        "Sums, errors and updates",
        "z_j = Σ_i W_ij x_i,  δ_i = f′(z_i) Σ_j W_ij δ_j,  ΔW_ij = −lr x_i δ_j on average",
        (
            ("f", "the neuron of the edge", "", "f"),
            ("lr", "learning rate", "", "lr"),
            ("Δw", "mean step of one pulse", "", "dw_min"),
            ("BL", "slots of one pulse train", "", "bl"),
            ("L", "loss before the step: chip", "", "loss"),
        ),
        "simulated",
        "Gradients as in Rumelhart, Hinton and Williams (1986); pulses as in Gokmen and Vlasov (2016).",
        "Pairs, biases, wires with resistance, mini-batches, and what the memory beside the rows costs.",
    ),
)
LECTURE = {
    "minutes": 30,
    "script": [
        {
            "query": "",
            "say": "Step on: the first tile is read, f is applied at its edge, the second tile is read. As in inference.",
            "ask": "What is kept that inference would throw away?",
            "expect": [
                ["Nothing, it is the same read.", "The read is. What drove the rows stays parked beside them."],
                ["The weights.", "They are in the cells all the time; parked are the activations."],
            ],
        },
        {
            "query": "",
            "say": "Let everybody lock a prediction, then step to the backward read of tile 2.",
            "ask": "Which lines drive now, and which sum?",
            "expect": [
                ["A second, transposed array.", "Driven from its columns, the same array is the transposed matrix."],
                ["The weights are read out first.", "One by one, noisily, and for nothing: the array multiplies."],
                ["Rows drive, as always.", "The errors belong to columns, so columns are driven."],
            ],
        },
        {
            "query": "f=relu",
            "say": "The same with ReLU: look at the stamps beside the rows.",
            "ask": "Where does f′ happen?",
            "expect": [
                ["In the cells.", "A cell multiplies by its conductance. f′ is a number of the edge, from x parked."],
                ["It is lost with ReLU.", "It is 1 or 0: a neuron that was off gets no error."],
            ],
        },
        {
            "query": "network=3-3-2&bl=31&dw_min=0.01",
            "say": "Slot by slot through the update; both tiles at once.",
            "ask": "How many slots would a tile of 1000 × 1000 take?",
            "expect": [
                ["A million.", "One train, whatever the size: all crossings see their row and column together."],
                ["Ask a processor for x δᵀ first.", "Nobody computes the product: coincidences are it."],
            ],
        },
        {
            "query": "law=soft+bounds&dw_min=0.05&up_down=0.8&ctoc=2.0&dtod=0.3&noise=0.3&bits=4&steps=40",
            "say": "The broken chip beside its twin; let it run.",
            "ask": "Reading out the weights: could we check whether each update was right?",
            "expect": [
                [
                    "Yes, memory can be read.",
                    "Only through the same noisy edge; the loss on the chart is read that way too.",
                ],
            ],
        },
    ],
}
