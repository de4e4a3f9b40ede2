namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>The HTTP status a ClickHouse server answers with for an error code.</summary>
internal static class ErrorStatus
{
    internal static int Of(ClickHouseError error) => error.Code switch
    {
        194 => 401,
        192 or 193 or 497 or 511 or 516 => 403,
        60 or 46 or 47 or 50 or 56 or 73 or 81 or 115 or 16 or 372 => 404,
        62 or 36 or 27 or 26 or 6 or 34 or 38 or 41 or 42 or 43 or 44 or 53 or 69 or 72 or 117 or 130 or 131 or 456 or 457 or 33 => 400,
        159 => 408,
        373 => 423,
        48 => 501,
        201 => 429,
        202 => 503,
        _ => 500,
    };
}
