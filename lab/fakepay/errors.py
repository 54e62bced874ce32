"""How the provider refuses: an HTTP status and the `{"code", "message"}` body of WeChat Pay's API v3."""

from __future__ import annotations


class ApiError(Exception):
    """A refusal on its way to the caller. `field` is a JSON pointer to the parameter that is wrong."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.field = field

    def body(self) -> dict[str, object]:
        """The error as the provider writes it."""
        body: dict[str, object] = {"code": self.code, "message": self.message}
        if self.field is not None:
            body["detail"] = {"location": "body", "field": self.field}
        return body


def sign_error(message: str) -> ApiError:
    return ApiError(401, "SIGN_ERROR", message)


def param_error(message: str, field: str | None = None) -> ApiError:
    return ApiError(400, "PARAM_ERROR", message, field)


def order_not_exist() -> ApiError:
    return ApiError(404, "ORDER_NOT_EXIST", "订单不存在 the order does not exist")


def order_paid() -> ApiError:
    return ApiError(400, "ORDERPAID", "订单已支付 the order is already paid")


def order_closed() -> ApiError:
    return ApiError(400, "ORDER_CLOSED", "订单已关闭 the order is already closed")


def user_paying() -> ApiError:
    return ApiError(202, "USERPAYING", "用户支付中 the payer is entering the password")


def invalid_request(message: str) -> ApiError:
    return ApiError(400, "INVALID_REQUEST", message)
