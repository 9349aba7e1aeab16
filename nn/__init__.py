"""Neural networks built of scalar Values: what holds the parameters, and the layers made of it."""

import autograd

# HIPS autograd has the same import name. Installed side by side, one overwrites the other's files without
# a word, and removing it leaves a folder without `__init__.py`.
if not hasattr(autograd, "Value"):
    raise ImportError(
        f"nn needs the autograd of chalkgrad, but `import autograd` found "
        f"{getattr(autograd, '__file__', None) or [*autograd.__path__]}: another distribution uses the same "
        "import name; run `pip uninstall -y autograd` and then `pip install --force-reinstall --no-deps "
        "chalkgrad`, or start Python in the root of the repository"
    )

from nn.activations import (
    elu,
    identity,
    leaky_relu,
    maxout,
    relu,
    sigmoid,
    sign,
    softmax,
    softplus,
    step,
    tanh,
    winner_take_all,
)
from nn.attention import Attention
from nn.competition import Maxout, Softmax
from nn.connections import DenseConnection, Highway, Residual, Sequential
from nn.convolution import Conv1d, Conv2d
from nn.embedding import Embedding, PositionalEncoding
from nn.initializers import he_normal, he_uniform, normal, uniform, xavier_normal, xavier_uniform, zeros
from nn.inputs import flatten
from nn.layers import MLP, Layer, Neuron
from nn.module import Module
from nn.normalization import LayerNorm, RMSNorm
from nn.summary import parameter_count, summary

__all__ = [
    "MLP", "Attention", "Conv1d", "Conv2d", "DenseConnection", "Embedding", "Highway", "Layer", "LayerNorm",
    "Maxout", "Module", "Neuron", "PositionalEncoding", "RMSNorm", "Residual", "Sequential", "Softmax",
    "elu", "flatten", "he_normal", "he_uniform", "identity", "leaky_relu", "maxout", "normal",
    "parameter_count", "relu", "sigmoid", "sign", "softmax", "softplus", "step", "summary", "tanh", "uniform",
    "winner_take_all", "xavier_normal", "xavier_uniform", "zeros",
]  # fmt: skip
