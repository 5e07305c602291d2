"""Train a stack of members as one skorch net."""

from .callbacks import MemberEarlyStopping
from .data import StackData
from .interrupts import StopTraining
from .net import StackNet
from .optimizer import StackedAdam
from .stack import Members, make_net

__all__ = [
    "MemberEarlyStopping",
    "Members",
    "StackData",
    "StackNet",
    "StackedAdam",
    "StopTraining",
    "make_net",
]

# For the rooms above; not part of the public interface.
from .callbacks import EpochProgress as EpochProgress
from .checked_callbacks import require_agreement as require_agreement
from .checked_callbacks import require_callbacks as require_callbacks
from .devices import free_bytes as free_bytes
from .devices import gradients_on as gradients_on
from .devices import require_device as require_device
from .devices import resolve_device as resolve_device
from .devices import single_thread as single_thread
from .footprint import bytes_of_layout as bytes_of_layout
from .footprint import bytes_per_member as bytes_per_member
from .losses import AbsoluteError as AbsoluteError
from .losses import CrossEntropy as CrossEntropy
from .losses import HalfSquaredError as HalfSquaredError
from .optimizer import frozen_of_members as frozen_of_members
from .plain_state import n_trained_on as n_trained_on
from .plain_state import net_from_arrays as net_from_arrays
from .plain_state import net_to_arrays as net_to_arrays
from .schedule import SCHEDULES as SCHEDULES
from .schedule import Schedule as Schedule
from .selection import select_from_net as select_from_net
from .selection import selected_history as selected_history
from .stack import all_wires as all_wires
from .stack import sum_over_wires as sum_over_wires
from .stack import wiring_cost as wiring_cost
from .state import keep_weights as keep_weights
from .state import net_from_bytes as net_from_bytes
from .state import net_to_bytes as net_to_bytes
from .streaming import StreamedTensor as StreamedTensor
