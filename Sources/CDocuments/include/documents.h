// The documents the server gives out, compiled into it. In C, for what #embed takes no time, as a literal of
// Swift takes the compiler minutes.
#pragma once

#include <stddef.h>

struct Document {
    const unsigned char *bytes;
    size_t count;
};

struct Document openapi_yaml(void);
struct Document reference_html(void);
struct Document reference_css(void);
struct Document event_schemas_json(void);
struct Document event_examples_json(void);
