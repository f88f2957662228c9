/// Asks for the line of memory that an address is in, and does not wait for it. Any address will do.
static inline void sluice_prefetch(const void *address) {
    __builtin_prefetch(address);
}
