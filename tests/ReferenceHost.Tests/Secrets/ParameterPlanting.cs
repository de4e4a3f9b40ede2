using Audit.AdoNet.Recording;
using Microsoft.Data.Sqlite;

namespace ReferenceHost.Tests.Secrets;

/// <summary>Plants in the values of parameters.</summary>
internal static class ParameterPlanting
{
    /// <summary>The settings of the host by which values are recorded.</summary>
    public static string[] Settings { get; } =
    [
        // The values of changed properties are recorded on purpose; which of them never are is shown where entity changes are tested.
        "--Audit:Capture:DefaultLevel", "Parameters",
        "--Audit:AdoNet:Parameters:Rules:0:Names:0", "hashed_*", "--Audit:AdoNet:Parameters:Rules:0:Classification", "Contoso:Hashed",
        "--Audit:AdoNet:Parameters:Rules:1:Names:0", "personal_*", "--Audit:AdoNet:Parameters:Rules:1:Classification", "Personal",
        "--Audit:AdoNet:Parameters:Rules:2:Names:0", "account_*", "--Audit:AdoNet:Parameters:Rules:2:Classification", "Financial",
        "--Audit:AdoNet:Parameters:Rules:3:Names:0", "open_*", "--Audit:AdoNet:Parameters:Rules:3:Classification", "Public",
        "--Audit:Redaction:Classifications:0:Name", "Contoso:Hashed", "--Audit:Redaction:Classifications:0:Redactor", "Hmac",
        "--Audit:Redaction:HmacKey", "Z2FyZGVuIGtleSBvZiB0aGUgdGVzdHMsIG9mIHRoaXJ0eS10d28gYnl0ZXMgb3IgbW9yZQ==",
    ];

    public static Task NotOptedInAsync(Plot plot, Site site) => RecordAsync(
        plot, site, ("@name", plot.Text()), ("$note", plot.Text()), (":email", plot.Email()), ("@qty", long.Parse(plot.Number(), null)), ("@password", plot.Text()),
        ("@blob", System.Text.Encoding.UTF8.GetBytes(plot.Text())));

    public static Task OptedInAsync(Plot plot, Site site) => RecordAsync(
        plot,
        site,
        ("@hashed_name", plot.Text()),
        ("@personal_name", plot.Text()),
        ("@account_no", plot.Number()),
        ("@open_password", plot.Text()),
        ("@open_card_number", plot.Number()),
        ("@open_api_key", plot.Text()),
        ("@open_ssn", plot.Number()),
        ("@open_note", $"Host=x;Username=u;Password={plot.Text()};Port=1"),
        ("@open_json", $$"""{"id":1,"client_secret":"{{plot.Text()}}"}"""),
        ("@open_url", $"https://u:{plot.Text()}@host/?token={plot.Text()}&x=1"),
        ("@open_header", $"Bearer {plot.Text()}"),
        ("@open_jwt", $"eyJhbGciOiJIUzI1NiJ9.{plot.Text()}.{plot.Text()}"),
        ("@open_key", $"-----BEGIN PRIVATE KEY-----\n{plot.Text()}\n-----END PRIVATE KEY-----"),
        ("@open_xml", $"<a><password>{plot.Text()}</password></a>"));

    private static Task RecordAsync(Plot plot, Site site, params (string Name, object Value)[] parameters)
    {
        using var scope = plot.Enter();
        using var connection = new SqliteConnection("Data Source=:memory:");
        using var command = new SqliteCommand("SELECT 1", connection);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        site.Recorder.Record(command, new CommandEnd { StartedAt = DateTimeOffset.UnixEpoch.AddYears(56), Duration = TimeSpan.Zero });
        return Task.CompletedTask;
    }
}
