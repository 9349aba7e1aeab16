"""How many updates a second the training page makes, in headless Chromium.

`python -m benchmarks.training_page` in the root of the repository; needs Chromium and none of the peers.
"""

import nn
from benchmarks.page import measure
from viz import TrainingPage, training_page

# An update goes through all samples. Alone: nothing is drawn. Running: as fast as it goes, with everything
# drawn once a frame, over five seconds after two in which the browser compiles.
SCRIPT = """
(async () => {
  const later = (ms) => new Promise((done) => setTimeout(done, ms));
  await later(300);
  const until = performance.now() + 4000, times = [];
  while (performance.now() < until || times.length < 3) {
    const start = performance.now();
    learner.step();
    times.push(performance.now() - start);
  }
  const seen = { alone: 1000 / times.slice(times.length >> 1).toSorted((a, b) => a - b)[times.length >> 2] };
  const drawing = [];
  for (let k = 0; k < 21; k++) {
    const start = performance.now();
    running.draw();
    document.body.getBoundingClientRect();
    drawing.push(performance.now() - start);
  }
  seen.drawing = drawing.toSorted((a, b) => a - b)[10];
  $("speed").value = "0";
  $("run").click();
  await later(2000);
  const before = learner.update, begin = performance.now();
  await later(5000);
  seen.running = ((learner.update - before) * 1000) / (performance.now() - begin);
  $("run").click();
  console.log(`measured ${JSON.stringify(seen)}`);
})();
"""


def moons(sizes: list[int], samples: int = 200) -> TrainingPage:
    """Return the page of a network of tanh units that tells two moons apart."""
    X, y = nn.moons(samples, noise=0.1, seed=0)
    model = nn.MLP(2, sizes, rng=0, activation="tanh")
    return training_page(model, X, y, loss=nn.binary_cross_entropy_with_logits)


def main() -> None:
    pages = {
        "2-8-8-1, 200 samples": moons([8, 8, 1]),
        "2-32-32-1, 200 samples": moons([32, 32, 1]),
        "2-64-64-1, 200 samples": moons([64, 64, 1]),
        "2-64-64-1, 1,100 samples": moons([64, 64, 1], 1100),
        "2-8-8-1, 40,000 samples": moons([8, 8, 1], 40_000),
    }
    for name, page in pages.items():
        seen = measure(page, SCRIPT)
        print(
            f"{name:26} {len(page.html.encode()) / 1000:6.0f} kB  {seen['alone']:8,.0f} updates/s alone, "
            f"{seen['running']:6,.0f} running, {seen['drawing']:5.1f} ms a drawing"
        )


if __name__ == "__main__":
    main()
