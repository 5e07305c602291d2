import math

import pytest
import torch

from sk_ccnn.training.devices import free_bytes, gradients_on, require_device, resolve_device


@pytest.mark.parametrize("has_gpu", [True, False])
def test_auto_is_a_gpu_where_there_is_one(has_gpu, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: has_gpu)
    assert resolve_device("auto") == ("cuda" if has_gpu else "cpu")
    assert resolve_device("cpu") == "cpu"
    assert resolve_device(torch.device("cpu")) == torch.device("cpu")


def test_a_device_that_is_not_here_is_named():
    require_device("auto")
    with pytest.raises(ValueError, match="device='cuda:99' cannot be used here"):
        require_device("cuda:99")


def test_free_memory_is_what_the_device_has_and_what_torch_keeps_of_it(monkeypatch):
    assert free_bytes("cpu") == math.inf
    asked = []
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: asked.append(device) or (70, 80))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda device: 9)
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda device: 4)
    assert free_bytes("cuda:1") == 75
    assert asked == [torch.device("cuda:1")]


@pytest.mark.parametrize("around", [torch.no_grad, torch.inference_mode, torch.enable_grad])
def test_gradients_are_kept_inside_and_the_users_mode_comes_back(around):
    with around():
        before = torch.is_grad_enabled(), torch.is_inference_mode_enabled()
        with gradients_on():
            weight = torch.ones(1, requires_grad=True)
            (2 * weight).backward()
        assert weight.grad == 2
        assert before == (torch.is_grad_enabled(), torch.is_inference_mode_enabled())
