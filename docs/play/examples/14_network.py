# The diagram of a network
import nn
from autograd import Value
from viz import network

model = nn.MLP(
    2,
    [2, 2],
    activation="sigmoid",
    output="sigmoid",
    initializer="zeros",
)
weights = [[[1, -2], [-1, 1]], [[2, -1], [-2, -1]]]
biases = [[1, 0], [0, 0]]
for layer, W, b in zip(model.layers, weights, biases):
    for neuron, row, bias in zip(layer.neurons, W, b):
        neuron.w = [Value(w) for w in row]
        neuron.b = Value(bias)


def loss(y):
    return nn.half_squared_error(y, [1, 0])


network(model, [1, -1], loss=loss)
