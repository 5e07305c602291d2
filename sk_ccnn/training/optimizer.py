"""Adam for a stack: each member at its own pace, each penalty by its proximal step."""

import torch


class StackedAdam(torch.optim.Adam):
    r"""Adam, then decoupled weight decay, then the proximal step of each penalty.

    Adam divides the gradient of each weight by :math:`\sqrt{\hat v} + \epsilon`. The proximal
    step divides by the same, or else the penalty would all but vanish beside the gradient:

    .. math:: w \leftarrow \mathrm{prox}_{s}(w), \qquad s = \eta_m / (\sqrt{\hat v} + \epsilon)

    Parameters
    ----------
    params : iterable
        Parameters; all have a leading axis of members, or an owner.
    lr : float
        Learning rate of a member whose `pace` is 1.
    pace : Tensor of shape (n_members,)
        Learning rate of each member as a share of `lr`. A member of pace 0 does not move.
    alpha : Tensor of shape (n_members,)
        Weight decay of each member, for groups with ``decays=True``.
    terms : sequence of (Wires, BasePenalty)
        Penalties that are active, and what they act on.
    owner : dict, optional
        The member that owns a parameter which has no axis of members.

    References
    ----------
    Kingma DP, Ba J (2015). Adam: a method for stochastic optimization. arXiv:1412.6980.
    Loshchilov I, Hutter F (2019). Decoupled weight decay regularization. arXiv:1711.05101.
    Parikh N, Boyd S (2014). Proximal algorithms. doi:10.1561/2400000003
    """

    def __init__(self, params, lr, *, pace, alpha, terms=(), owner=None):
        super().__init__(params, lr=lr, fused=True)
        for group in self.param_groups:
            group.setdefault("decays", True)
        self.terms, self.owner = tuple(terms), owner or {}
        self.alpha = alpha
        self.set_pace(pace)

    def set_pace(self, pace):
        """Set the pace of each member: tensor of shape (n_members,)."""
        self.pace = pace.clone()
        self._is_even = bool((pace == 1).all())
        self._has_decay = bool((self.alpha > 0).any())

    def rest(self, members):
        """Stop members for good: bool tensor of shape (n_members,)."""
        self.set_pace(torch.where(members, 0.0, self.pace))

    @torch.no_grad()
    def step(self, closure=None):
        """Move all members by one step."""
        before = [] if self._is_even else [(p, p.clone()) for p in self._parameters()]
        loss = super().step(closure)
        for parameter, old in before:
            pace = self._of_parameter(self.pace, parameter)
            parameter.copy_(torch.where(pace > 0, old + pace * (parameter - old), old))
        if self._has_decay:
            self._decay()
        for wires, penalty in self.terms:
            # What has no gradient, frozen or not used, stays as it is.
            if wires.values.grad is not None:
                penalty.prox(wires, self._adam_step(wires.values))
        return loss

    def _decay(self):
        for group in self.param_groups:
            for parameter in group["params"]:
                if group["decays"] and parameter.grad is not None:
                    rate = self._of_parameter(self.pace * self.alpha, parameter)
                    parameter.mul_(1 - group["lr"] * rate)

    def _parameters(self):
        return (parameter for group in self.param_groups for parameter in group["params"])

    def _of_parameter(self, per_member, parameter):
        """Spread a value per member over a parameter of the stack, or of one member."""
        if parameter in self.owner:
            return per_member[self.owner[parameter]].to(parameter)
        return per_member.to(parameter).view(-1, *[1] * (parameter.dim() - 1))

    def _adam_step(self, parameter):
        """Step of each weight, scaled as Adam scaled its gradient."""
        group = next(g for g in self.param_groups if any(p is parameter for p in g["params"]))
        state, beta = self.state[parameter], group["betas"][1]
        spread = state["exp_avg_sq"].div(1 - beta ** state["step"]).sqrt_().add_(group["eps"])
        return self._of_parameter(self.pace, parameter) * group["lr"] / spread
