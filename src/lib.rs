//! Stagedoor: a private fan-club network that an artist hosts and owns.
