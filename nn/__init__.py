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

from nn.classics.approximation import universal_approximator
from nn.classics.boolean import AND, NAND, NOT, OR, XOR, boolean_network
from nn.classics.multiclass import MulticlassPerceptron
from nn.classics.perceptron import Adaline, Madaline, Perceptron
from nn.classics.separability import Separability, linear_separability
from nn.data.datasets import circles, curve, digits, linearly_separable, moons, spiral, xor_points
from nn.data.idx import read_idx, read_images
from nn.data.preprocessing import MinMaxScaler, Standardizer, minibatches, one_hot, train_test_split
from nn.layers.activations import (
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
from nn.layers.attention import Attention
from nn.layers.competition import Maxout, Softmax
from nn.layers.connections import DenseConnection, Highway, Residual, Sequential
from nn.layers.convolution import Conv1d, Conv2d
from nn.layers.dense import MLP, Layer, Neuron
from nn.layers.embedding import Embedding, PositionalEncoding
from nn.layers.initializers import (
    he_normal,
    he_uniform,
    normal,
    uniform,
    xavier_normal,
    xavier_uniform,
    zeros,
)
from nn.layers.inputs import flatten
from nn.layers.labels import label
from nn.layers.module import Module
from nn.layers.normalization import LayerNorm, RMSNorm
from nn.layers.summary import parameter_count, summary
from nn.losses.loss import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    half_mean_squared_error,
    half_squared_error,
    hinge,
    mean_squared_error,
    multiclass_hinge,
    negative_log_likelihood,
)
from nn.losses.penalty import elastic_net, l1, l2, max_norm
from nn.optimizers.optimizer import SGD, Adam, AdamW, GradientDescent, Momentum, Nesterov, Optimizer, RMSProp
from nn.optimizers.schedule import ConstantSchedule, CosineSchedule, LinearSchedule, StepSchedule
from nn.storage.archive import load, load_into, save
from nn.training.history import History
from nn.training.loop import DivergedError, fit, fit_stepwise
from nn.training.prediction import accuracy, confusion_matrix, predict, predict_classes
from nn.training.report import gradient_report

__all__ = [
    "AND", "MLP", "NAND", "NOT", "OR", "SGD", "XOR", "Adaline", "Adam", "AdamW", "Attention",
    "ConstantSchedule", "Conv1d", "Conv2d", "CosineSchedule", "DenseConnection", "DivergedError",
    "Embedding", "GradientDescent", "Highway", "History", "Layer", "LayerNorm", "LinearSchedule",
    "Madaline", "Maxout", "MinMaxScaler", "Module", "Momentum", "MulticlassPerceptron", "Nesterov",
    "Neuron", "Optimizer", "Perceptron", "PositionalEncoding", "RMSNorm", "RMSProp", "Residual",
    "Separability", "Sequential", "Softmax", "Standardizer", "StepSchedule", "accuracy",
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "boolean_network", "circles",
    "confusion_matrix", "cross_entropy", "curve", "digits", "elastic_net", "elu", "fit", "fit_stepwise",
    "flatten", "gradient_report", "half_mean_squared_error", "half_squared_error", "he_normal",
    "he_uniform", "hinge", "identity", "l1", "l2", "label", "leaky_relu", "linear_separability",
    "linearly_separable", "load", "load_into", "max_norm", "maxout", "mean_squared_error", "minibatches",
    "moons", "multiclass_hinge", "negative_log_likelihood", "normal", "one_hot", "parameter_count",
    "predict", "predict_classes", "read_idx", "read_images", "relu", "save", "sigmoid", "sign", "softmax",
    "softplus", "spiral", "step", "summary", "tanh", "train_test_split", "uniform",
    "universal_approximator", "winner_take_all", "xavier_normal", "xavier_uniform", "xor_points", "zeros",
]  # fmt: skip
