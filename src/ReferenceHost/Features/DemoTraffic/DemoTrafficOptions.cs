using System.Globalization;

namespace ReferenceHost.Features.DemoTraffic;

/// <summary>How much traffic, and where to.</summary>
/// <param name="Events">About how many database operations to cause.</param>
/// <param name="Url">The host to drive.</param>
/// <param name="Seed">The same seed gives the same requests.</param>
internal sealed record DemoTrafficOptions(int Events, Uri Url, int Seed)
{
    public const string Usage = """
        Usage: demo:traffic [--events N] [--url URL] [--seed N]

          --events N   about how many database operations to cause: 1 to 1000000 (default 2000)
          --url URL    the host to drive (default http://localhost:5080); if none answers there, one is started for the while
          --seed N     the same seed gives the same requests: 0 to 2147483647 (default 1)
        """;

    private const int MaxEvents = 1_000_000;

    public static DemoTrafficOptions Default { get; } = new(2_000, new Uri("http://localhost:5080"), 1);

    /// <summary>The arguments that stand for these options.</summary>
    public string[] ToArguments() =>
    [
        "--events", Events.ToString(CultureInfo.InvariantCulture), "--url", Url.GetLeftPart(UriPartial.Authority), "--seed", Seed.ToString(CultureInfo.InvariantCulture),
    ];

    /// <returns>The options, or what is wrong with the arguments.</returns>
    public static (DemoTrafficOptions? Options, string? Error) Parse(ReadOnlySpan<string> args)
    {
        var options = Default;
        for (var i = 0; i < args.Length; i++)
        {
            // Both "--events 5" and "--events=5".
            var (name, value) = args[i].Split('=', 2) is [var left, var right] ? (left, right) : (args[i], null);
            if (name is not ("--events" or "--url" or "--seed"))
                return (null, $"There is no argument '{args[i]}'. Allowed: --events, --url, --seed.");
            if (value is null && ++i < args.Length)
                value = args[i];
            if (value is null)
                return (null, $"{name} needs a value.");

            switch (name)
            {
                case "--events" when Number(value, 1, MaxEvents) is { } events:
                    options = options with { Events = events };
                    break;
                case "--seed" when Number(value, 0, int.MaxValue) is { } seed:
                    options = options with { Seed = seed };
                    break;
                case "--url" when Address(value) is { } url:
                    options = options with { Url = url };
                    break;
                default:
                    return (null, $"{name} is '{value}'. Allowed: {Allowed(name)}.");
            }
        }

        return (options, null);
    }

    private static string Allowed(string name) => name switch
    {
        "--events" => $"a whole number from 1 to {MaxEvents}",
        "--seed" => $"a whole number from 0 to {int.MaxValue}",
        _ => "http or https, a host and a port, without a path; for example http://localhost:5080",
    };

    private static int? Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;

    private static Uri? Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? address
            : null;
}
