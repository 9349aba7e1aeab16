"""What a training run leaves behind, epoch by epoch and step by step; `fit` fills it, plots read it."""

import math
from dataclasses import dataclass, field


@dataclass
class History:
    """The record of a training run; lists have one entry for each epoch that was finished, `step_losses` one
    for each update.

    Attributes:
        losses: mean loss over the training samples, penalty included, as met during the epoch.
        validation_losses: mean loss over the validation samples, penalty included; empty without them.
        validation_accuracies: share of validation samples whose class is right, a single output being cut as
            the loss says; empty where the targets are no classes (numbers, probabilities, several labels
            for a sample), and for a loss of your own that does not hand outputs and target on to one of ours.
        gradient_norms: for each layer the root mean square over the batches of ‖∂loss/∂parameters‖.
        dead_units: for each relu layer how many units were 0 on all samples looked at.
        seconds: time of each epoch.
        step_losses: mean loss over the samples of each mini-batch, penalty included, before its update; those
            of an epoch that was cut short, too.
        interrupted: whether Ctrl-C ended the run; what was learned is kept.

    >>> History(losses=[0.7, 0.3]).best_epoch
    2
    """

    losses: list[float] = field(default_factory=list[float])
    validation_losses: list[float] = field(default_factory=list[float])
    validation_accuracies: list[float] = field(default_factory=list[float])
    gradient_norms: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    dead_units: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    seconds: list[float] = field(default_factory=list[float])
    step_losses: list[float] = field(default_factory=list[float])
    interrupted: bool = False

    @property
    def best_epoch(self) -> int:
        """The epoch, counted from 1, with the lowest validation loss, or training loss without one; nan is
        never the lowest.

        Raises:
            ValueError: no epoch was finished, or the loss of all of them is nan.
        """
        losses = self.validation_losses or self.losses
        if not losses:
            raise ValueError("this History has no best epoch: none was finished; train for one at least")
        known = [loss for loss in losses if not math.isnan(loss)]
        if not known:
            raise ValueError("this History has no best epoch: the loss of all of them is nan")
        return losses.index(min(known)) + 1
