using Audit.Context;
using Audit.Events;

namespace ReferenceHost.Tests.Secrets;

/// <summary>Plants in events that the application records itself.</summary>
internal static class EventPlanting
{
    public static Task AttributesAsync(Plot plot, Site site)
    {
        using var scope = plot.Enter();
        site.Log.Record(new AuditEvent(DateTimeOffset.UnixEpoch.AddYears(56))
        {
            Category = EventCategory.System,
            Action = "garden.planted",
            Attributes =
            [
                new("password", plot.Text()), new("ApiKey", plot.Text()), new("x-auth-token", plot.Text()), new("card", plot.Number()), new("UserPin", plot.Number()),
                new("note", $"token={plot.Text()}; pwd: {plot.Text()}"), new("header", $"Authorization: Bearer {plot.Text()}"), new("value", $"Bearer {plot.Text()}"),
                new("key", $"use ghp_{plot.Text()} here"), new("url", $"amqp://u:{plot.Text()}@host"),
            ],
        });
        return Task.CompletedTask;
    }

    public static async Task ContextAttributesAsync(Plot plot, Site site)
    {
        using var scope = plot.Enter();
        using var inner = AuditContext.Push(AuditContext.Current with
        {
            Attributes = [.. AuditContext.Current.Attributes, new("refresh_token", plot.Text()), new("connection", $"Host=x;Password={plot.Text()}"), new("cookie", plot.Text())],
        });
        await site.Log.RecordAsync(new AuditEvent(DateTimeOffset.UnixEpoch.AddYears(56)) { Category = EventCategory.System, Action = "garden.planted" });
        await using var context = site.Sqlite();
        _ = context.Humans.Any();
    }

    public static Task ArgumentsAsync(Plot plot, Site site)
    {
        using var scope = plot.Enter();
        string[][] lines =
        [
            ["users", "import", "--password", plot.Text(), "--force"],
            ["--api-key=" + plot.Text(), "--token", "-" + plot.Text()],
            ["/password:" + plot.Text(), "-Secret:" + plot.Text()],
            ["--ConnectionStrings:Shop", $"Host=x;Password={plot.Text()}", "--db=Host=x;Pwd=" + plot.Text()],
            ["PGPASSWORD=" + plot.Text(), "postgres://u:" + plot.Text() + "@db/shop"],
            ["--header", $"X-Api-Key: {plot.Text()}", "-H", $"Authorization: Basic {plot.Text()}"],
            ["--password=two words " + plot.Text(), $"eyJhbGci.{plot.Text()}.{plot.Text()}"],
        ];
        foreach (var arguments in lines)
        {
            site.Log.Record(new AuditEvent(DateTimeOffset.UnixEpoch.AddYears(56))
            {
                Category = EventCategory.Command,
                Action = "command.ran",
                Command = new CommandRun("users", [.. arguments], 0),
            });
        }

        return Task.CompletedTask;
    }

    public static Task ChangesAsync(Plot plot, Site site)
    {
        using var scope = plot.Enter();
        site.Log.Record(new AuditEvent(DateTimeOffset.UnixEpoch.AddYears(56))
        {
            Category = EventCategory.Entity,
            Action = "entity.modified",
            Entity = new EntityChange("Account", $"eyJ0.{plot.Text()}.{plot.Text()}", "modified",
            [
                new("PasswordHash", plot.Text(), plot.Text()), new("Pin", null, plot.Number()), new("CardNumber", plot.Number(), null), new("SecurityToken", plot.Text(), plot.Text()),
                new("Settings", $$"""{"smtp_password": "{{plot.Text()}}"}""", $"smtp://u:{plot.Text()}@mail"), new("Webhook", null, $"https://x/?sig={plot.Text()}"),
            ]),
        });
        return Task.CompletedTask;
    }

    public static Task MessagesAsync(Plot plot, Site site)
    {
        using var scope = plot.Enter();
        string[] messages =
        [
            $"Key (email)=({plot.Email()}) already exists.",
            $"The given key '{plot.Text()}' was not present in the dictionary.",
            $"The input string '{plot.Text()}' was not in a correct format.",
            $"No mail to {plot.Email()} was sent",
            $"401 for Authorization: Bearer {plot.Text()}",
            $"Cannot reach https://u:{plot.Text()}@host/ with “{plot.Text()}”",
            $"Unexpected token: {plot.Text()}",
        ];
        foreach (var message in messages)
        {
            site.Log.Record(new AuditEvent(DateTimeOffset.UnixEpoch.AddYears(56))
            {
                Category = EventCategory.System,
                Action = "garden.failed",
                Outcome = Outcome.Failed,
                ErrorCode = "Failed",
                ErrorMessage = message,
                Parameters = [new("@password", plot.Text())],
            });
        }

        return Task.CompletedTask;
    }
}
