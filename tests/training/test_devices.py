import pytest
import torch

from sk_ccnn.training.devices import gradients_on, require_device, resolve_device


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


@pytest.mark.parametrize("around", [torch.no_grad, torch.inference_mode, torch.enable_grad])
def test_gradients_are_kept_inside_and_the_users_mode_comes_back(around):
    with around():
        before = torch.is_grad_enabled(), torch.is_inference_mode_enabled()
        with gradients_on():
            weight = torch.ones(1, requires_grad=True)
            (2 * weight).backward()
        assert weight.grad == 2
        assert before == (torch.is_grad_enabled(), torch.is_inference_mode_enabled())
