"""``python -m analog_lab.cli`` is ``analog-lab``."""

from . import main

raise SystemExit(main())
