"""Training a model, and what it can do afterwards: predictions, accuracy, a report of its gradients."""
