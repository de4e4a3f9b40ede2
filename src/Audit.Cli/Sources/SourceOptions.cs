using System.CommandLine;

namespace Audit.Cli.Sources;

/// <summary>The options that say where the audit log is: at a host, or in a ClickHouse server.</summary>
internal sealed class SourceOptions
{
    private const string HostVariable = "AUDIT_HOST";
    public const string TokenVariable = "AUDIT_TOKEN";

    private readonly Terminal _terminal;
    private readonly Option<string> _host = new("--host")
    {
        Description = $"The host by its URL; the API lies at /graphql unless the URL has a path. {HostVariable} unless given; {TokenVariable} holds the token.",
        HelpName = "URL",
        Recursive = true,
    };
    private readonly Option<string> _clickHouse = new("--clickhouse")
    {
        Description = "A ClickHouse server instead of a host: Host=…;Port=8443;Protocol=https;Username=…;Password=…;Database=audit.",
        HelpName = "CONNECTION",
        Recursive = true,
    };

    public SourceOptions(Terminal terminal, Command command)
    {
        _terminal = terminal;
        command.Add(_host);
        command.Add(_clickHouse);
    }

    /// <summary>The server's connection string; <see langword="null"/> when a host is asked.</summary>
    public string? ClickHouseOf(ParseResult parsed)
    {
        if (parsed.GetValue(_clickHouse) is not { Length: > 0 } connection)
            return null;
        return parsed.GetValue(_host) is null ? connection : throw new UsageException("--host and --clickhouse are two places; give one.");
    }

    /// <summary>The host to ask.</summary>
    /// <exception cref="UsageException">None is named, or there is no token.</exception>
    public HostClient HostOf(ParseResult parsed)
    {
        var text = parsed.GetValue(_host) ?? _terminal.Variable(HostVariable)
            ?? throw new UsageException($"no host is named: give --host URL or set {HostVariable}.");
        var address = AddressOf(text);
        var token = _terminal.Variable(TokenVariable);
        return string.IsNullOrWhiteSpace(token)
            ? throw new UsageException($"there is no token: set {TokenVariable}. On the command line, everybody on this machine could read it.")
            : new HostClient(address, token.Trim());
    }

    /// <summary>The address of a host's API.</summary>
    /// <exception cref="UsageException">It is no URL.</exception>
    public static Uri AddressOf(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new UsageException($"the host {text} is no URL; expected for example http://localhost:5080.");
        return address.AbsolutePath == "/" ? new Uri(address, "graphql") : address;
    }
}
