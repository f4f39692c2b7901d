#include <cstdlib>
#include <stdexcept>

struct Empty {};

struct Guard {
    int &depth;
    explicit Guard(int &depth) : depth(++depth) {}
    ~Guard() { depth--; }
};

static int depth;

static int convert(const char *text)
{
    Guard guard(depth);
    if (!*text)
        throw Empty();
    char *end;
    long value = std::strtol(text, &end, 10);
    if (*end)
        throw std::invalid_argument("no number");
    return value;
}

extern "C" int parsed(const char *text)
{
    try {
        return convert(text);
    } catch (const std::exception &) {
        return depth ? -9 : -1;
    } catch (Empty) {
        return depth ? -9 : -2;
    }
}
