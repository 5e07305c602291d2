"""Train a stack of members as one skorch net."""

from .data import Batches, Orders, StackData
from .early_stopping import MemberEarlyStopping
from .footprint import bytes_of_layout, bytes_per_member
from .holding import FrozenWeights
from .losses import AbsoluteError, CrossEntropy, HalfSquaredError
from .members import Members, all_wires
from .net import StackNet
from .optimizer import StackedAdam
from .progress import EpochProgress
from .schedule import SCHEDULES, scheduled
from .selection import select_from_net
from .stack import make_net, sum_over_wires, wiring_cost
from .state import keep_weights, net_from_bytes, net_to_bytes
from .threads import single_thread

__all__ = [
    "SCHEDULES",
    "AbsoluteError",
    "Batches",
    "CrossEntropy",
    "EpochProgress",
    "FrozenWeights",
    "HalfSquaredError",
    "MemberEarlyStopping",
    "Members",
    "Orders",
    "StackData",
    "StackNet",
    "StackedAdam",
    "all_wires",
    "bytes_of_layout",
    "bytes_per_member",
    "keep_weights",
    "make_net",
    "net_from_bytes",
    "net_to_bytes",
    "scheduled",
    "select_from_net",
    "single_thread",
    "sum_over_wires",
    "wiring_cost",
]
