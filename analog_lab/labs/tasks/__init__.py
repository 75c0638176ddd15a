"""The exercises of the labs, one file a lab; every expected value is computed by the engine when it is needed."""
