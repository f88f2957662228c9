#include "documents.h"

#define DOCUMENT(name) \
    struct Document name(void) { return (struct Document){name##_bytes, sizeof name##_bytes}; }

static const unsigned char openapi_yaml_bytes[] = {
#embed "../../docs/reference/openapi.yaml"
};
DOCUMENT(openapi_yaml)

static const unsigned char reference_html_bytes[] = {
#embed "reference.html"
};
DOCUMENT(reference_html)

static const unsigned char reference_css_bytes[] = {
#embed "reference.css"
};
DOCUMENT(reference_css)

static const unsigned char event_schemas_json_bytes[] = {
#embed "event-schemas.json"
};
DOCUMENT(event_schemas_json)

static const unsigned char event_examples_json_bytes[] = {
#embed "event-examples.json"
};
DOCUMENT(event_examples_json)
