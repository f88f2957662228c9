"""What the client asks of the interface, by the operation's name in openapi.yaml."""
_PAGE = ("limit", "cursor", "min_sequence")

#: Name: method, path, and the query parameters that are sent.
OPERATIONS = {
    "openAccount": ("POST", "/v1/accounts", ()),
    "listAccounts": ("GET", "/v1/accounts", (*_PAGE, "currency", "restricted", "overlimit")),
    "getAccount": ("GET", "/v1/accounts/{id}", ()),
    "setLimit": ("POST", "/v1/accounts/{id}/limits", ()),
    "recordRepayment": ("POST", "/v1/accounts/{id}/repayments", ()),
    "placeHold": ("POST", "/v1/holds", ()),
    "listHolds": ("GET", "/v1/holds", (
        *_PAGE, "account", "merchant", "order", "status", "open", "purpose", "scenario", "overlay",
        "due_before", "placed_from", "placed_before")),
    "getHold": ("GET", "/v1/holds/{id}", ("merchant",)),
    "captureHold": ("POST", "/v1/holds/{id}/captures", ("merchant",)),
    "releaseHold": ("POST", "/v1/holds/{id}/releases", ("merchant",)),
    "incrementHold": ("POST", "/v1/holds/{id}/increments", ("merchant",)),
    "refundHold": ("POST", "/v1/holds/{id}/refunds", ("merchant",)),
    "extendHold": ("POST", "/v1/holds/{id}/extensions", ("merchant",)),
    "requestRelease": ("POST", "/v1/holds/{id}/release-requests", ("merchant",)),
    "getTimeline": ("GET", "/v1/holds/{id}/timeline", (*_PAGE, "merchant")),
    "explainHold": (
        "GET", "/v1/holds/{id}/explanation", ("merchant", "audience", "lang", "min_sequence")),
    "recordOrderEvents": ("POST", "/v1/order-events", ()),
    "getOrder": ("GET", "/v1/orders/{merchant}/{number}", ()),
    "listReviews": ("GET", "/v1/reviews", (*_PAGE, "kind", "merchant")),
    "listReturns": ("GET", "/v1/returns", (*_PAGE, "merchant", "stage")),
    "listMessages": ("GET", "/v1/messages", (*_PAGE, "account", "merchant", "suppressed")),
    "readMessage": ("POST", "/v1/messages/{id}/read", ()),
    "followEvents": ("GET", "/v1/events", ("after",)),
    "followAccount": ("GET", "/v1/accounts/{id}/events", ("after",)),
    "followHold": ("GET", "/v1/holds/{id}/events", ("after", "merchant")),
}
