# A network learns XOR
import nn
from viz import network

X = [[0, 0], [0, 1], [1, 0], [1, 1]]
targets = [0, 1, 1, 0]

model = nn.MLP(
    2, [3, 1], activation="tanh", output="sigmoid", rng=3
)
for step in range(301):
    loss = sum(
        nn.half_squared_error(model(x), t)
        for x, t in zip(X, targets)
    )
    model.zero_grad()
    loss.backward()
    for p in model.parameters():
        p.data -= 1.0 * p.grad
    if step % 50 == 0:
        print(f"step {step:3}: loss {loss.data:.4f}")

for x in X:
    print(x, "→", f"{model(x).data:.3f}")

network(model, [1, 0])
