"""The perceptron and its kin, networks for Boolean functions, the universal approximator."""
