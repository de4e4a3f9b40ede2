using Audit;
using Audit.AotSmoke;
using Audit.Context;
using Audit.Events;
using Audit.Hosting;
using Audit.Notifying;
using Audit.Statements;
using Audit.Storage;
using Microsoft.Extensions.Options;

// What would run in an application that was compiled ahead of time: configuration, start, classification, the whole pipeline, notifications, stop.
const int Count = 1000;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Configuration["Audit:Application"] = "aot";
builder.Configuration["Audit:Batch:MaxRows"] = "100";
builder.Configuration["Audit:Retention:Classes:short:KeepFor"] = "1.00:00:00";
builder.Configuration["Audit:Notifications:Webhooks:0:Url"] = "http://127.0.0.1:9/";
builder.Configuration["Audit:Notifications:Webhooks:0:Secret"] = new string('x', 32);
var store = new MemoryStore();
builder.Services.AddSingleton<IAuditStore>(store);
builder.AddAudit().AddAdoNet().AddAspNetCore().AddAccess();
await using var app = builder.Build();
app.UseAudit();
app.MapAuditSignIn();
await app.StartAsync();

var options = app.Services.GetRequiredService<IOptions<AuditOptions>>().Value;
Expect("aot", options.Application);
Expect(100, options.Batch.MaxRows);
Expect(TimeSpan.FromDays(1), options.Retention.Classes["short"].KeepFor);
Expect(new Uri("http://127.0.0.1:9/"), options.Notifications.Webhooks[0].Url);
Expect(true, app.Services.GetRequiredService<IAuditNotifications>() is not null);

var classifier = app.Services.GetRequiredService<IStatementClassifier>();
var drop = classifier.Classify("WITH gone AS (DELETE FROM orders RETURNING *) SELECT 'secret' FROM gone; DROP TABLE customers", SqlDialect.PostgreSql);
Expect("DELETE,SELECT,DROP", string.Join(',', drop.Operations.Order(StringComparer.Ordinal).OrderBy(static verb => verb == "DROP")));
Expect(false, drop.RedactedText.Contains("secret", StringComparison.Ordinal));

var log = app.Services.GetRequiredService<IAuditLog>();
using (AuditContext.Push(new AuditContext { Actor = AuditActor.Service("smoke") }))
{
    for (var i = 0; i < Count; i++)
    {
        var recorded = new AuditEvent(TimeProvider.System.GetUtcNow()) { Category = EventCategory.Database, Action = drop.Action, Statement = drop };
        Expect(true, await log.RecordAsync(recorded));
    }
}

await app.StopAsync();
Expect(Count, store.Rows);
Console.WriteLine($"{store.Rows} events in {store.Batches} batches.");
return 0;

static void Expect<T>(T expected, T actual)
{
    if (!EqualityComparer<T>.Default.Equals(expected, actual))
        throw new InvalidOperationException($"Expected {expected}, got {actual}.");
}
