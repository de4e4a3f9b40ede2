using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Audit.Storage.ClickHouse.Tests.Schema;

/// <summary>
/// An account of the scripts in <c>docs/sql.md</c>, as the configuration of an engine: one in process has no place for accounts that SQL makes, but enforces what its
/// configuration says of its only user. Grants, limits and policies are taken from the scripts word by word.
/// </summary>
internal sealed partial class ServerAccount(IReadOnlyList<string> script, string name, bool isLimited)
{
    /// <summary>Where the program is that runs statements.</summary>
    private static string Program { get; } = Path.Combine(
        AppContext.BaseDirectory.Replace("Audit.Storage.ClickHouse.Tests", "Audit.Storage.ClickHouse.Embedded.Crash", StringComparison.Ordinal), "Audit.Storage.ClickHouse.Embedded.Crash.dll");

    /// <summary>Runs statements as this account, in a process of its own.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(string directory, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        var users = Path.Combine(directory, $"{name}.users.xml");
        await File.WriteAllTextAsync(users, Users().ToString(), cancellationToken);
        var configuration = Path.Combine(directory, $"{name}.xml");
        await File.WriteAllTextAsync(configuration, new XElement("clickhouse", new XElement("users_config", users)).ToString(), cancellationToken);
        return await RunAsync(directory, configuration, statements, cancellationToken);
    }

    /// <summary>Runs statements with all rights.</summary>
    public static Task<IReadOnlyList<string>> RunFreelyAsync(string directory, IEnumerable<string> statements, CancellationToken cancellationToken) =>
        RunAsync(directory, null, statements, cancellationToken);

    private static async Task<IReadOnlyList<string>> RunAsync(string directory, string? configuration, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        string[] arguments = [Program, "sql", Path.Combine(directory, "data"), .. configuration is null ? [] : new[] { configuration }];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        foreach (var statement in statements)
            await process.StandardInput.WriteLineAsync(statement.AsMemory(), cancellationToken);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        Assert.Equal(0, process.ExitCode);
        return (await output).Split('\n')[..^1];
    }

    private XElement Users() => new(
        "clickhouse",
        new XElement("profiles", new XElement("default"), isLimited ? Profile() : null),
        new XElement("quotas", new XElement("default")),
        new XElement(
            "users",
            new XElement(
                "default",
                new XElement("password"),
                new XElement("networks", new XElement("ip", "::/0")),
                new XElement("profile", isLimited ? "audit_reader" : "default"),
                new XElement("quota", "default"),
                new XElement("grants", Grants().Select(static grant => new XElement("query", grant))),
                Policies())));

    private IEnumerable<string> Grants()
    {
        var end = $" TO {name}";
        return script.Where(statement => statement.StartsWith("GRANT ", StringComparison.Ordinal) && statement.EndsWith(end, StringComparison.Ordinal)).Select(statement => statement[..^end.Length]);
    }

    private XElement Profile()
    {
        var settings = Setting().Matches(script.Single(static statement => statement.StartsWith("CREATE SETTINGS PROFILE", StringComparison.Ordinal)));
        return new XElement(
            "audit_reader",
            settings.Select(static setting => new XElement(setting.Groups[1].Value, setting.Groups[2].Value)),
            new XElement("constraints", settings.Select(static setting => new XElement(setting.Groups[1].Value, new XElement("const")))));
    }

    private XElement? Policies()
    {
        var policies = script.Select(statement => Policy().Match(statement)).Where(match => match.Success && match.Groups[3].Value == name).ToList();
        return policies.Count == 0
            ? null
            : new XElement("databases", new XElement("audit", policies.SelectMany(static policy => policy.Groups[1].Value.Split(", ").Select(
                table => new XElement(table["audit.".Length..], new XElement("filter", policy.Groups[2].Value))))));
    }

    [GeneratedRegex(@"(\w+) = (\d+) CONST")]
    private static partial Regex Setting();

    [GeneratedRegex("^CREATE ROW POLICY .* ON (.+) FOR SELECT USING (.+) AS RESTRICTIVE TO (\\w+)$")]
    private static partial Regex Policy();
}
