-- The only source of chance: whole-number arithmetic modulo the prime 2^31 - 1, so that every engine
-- and every number of threads draws the same. This file alone is written for DuckDB.

-- The chance of the number-th child of something (an order of a customer, a line of an order). The
-- fifth power is a bijection here, and takes neighbouring numbers apart.
create macro fifth_power(x) as
    (x * x % 2147483647) * (x * x % 2147483647) % 2147483647 * x % 2147483647;

create macro chance_of(parent, number) as
    fifth_power((parent + cast(number as bigint) * 48271) % 2147483647);

-- One draw, from 0 to below 1, per chance and purpose: a congruential step of the purpose's own.
create macro uniform(chance, purpose) as cast(
    (
        chance * cast('0x' || substr(md5(purpose), 1, 7) as bigint)
        + cast('0x' || substr(md5(purpose), 9, 7) as bigint)
    ) % 2147483647 as double
) / 2147483647;

create macro exponential(chance, purpose) as -ln(1 - uniform(chance, purpose));

-- Box and Muller's. The spread is that of the logarithm; the mean stays 1.
create macro lognormal(chance, purpose, spread) as exp(
    spread * sqrt(2 * exponential(chance, purpose || ' radius'))
    * cos(2 * pi() * uniform(chance, purpose || ' angle'))
    - spread * spread / 2
);

create macro whole(x) as cast(floor(x) as bigint);

create macro days_after(day, number) as day + cast(number as integer);
