"""The guide of A resistor that remembers."""

from ...widgets import Step

STEPS = (
    Step(
        "**Predict first**: lock your answer, and watch the eleven pulses to the end.",
        "predict",
        {"predict": True},
    ),
    Step(
        "Go to the start and step forward (keys **Home**, **→**). What does each pulse do to the dome of glass?",
        "inside",
        {"step": 8},
    ),
    Step(
        "**Filament**: ten gentle pulses, then ten strong ones. Play them: does a single strong one empty the cell?",
        "inside",
        {"preset": "Filament", "pos": "end"},
    ),
    Step(
        "Choose **Gate**, a floating gate, and play it. What does a gentle pulse do here, and where is the number kept now?",
        "inside",
        {"preset": "Gate", "pos": "end"},
    ),
    Step(
        "Move the **read voltage**. Which of the two pictures changes, and which does not?",
        "v_read_v",
        {"knob": "v_read_v", "moved": True},
    ),
    Step(
        "Click the **formula**: what does each letter mean, and what does the model leave out?",
        "formula",
        {"explain": True},
    ),
)
