using System.Globalization;
using Audit.EfCore.Crash;
using Audit.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// <database> <store> <seed>: changes the database, in saves and transactions of which some are rolled back, and tells each step, until it is killed.
var (database, store, seed) = (args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
var tell = static (string step) => Console.Out.WriteLine(step);
var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "ledger" });
builder.Services.AddSingleton<IAuditStore>(new FileStore(store, tell));
builder.AddAudit(static options => options.Spool.Enabled = false).AddOutbox<LedgerContext>(static options =>
{
    options.BatchRows = 5;
    options.PollInterval = TimeSpan.FromSeconds(0.05);
    options.Lease = TimeSpan.FromSeconds(0.3);
});
builder.Services.AddDbContext<LedgerContext>(options => options.UseSqlite($"Data Source={database};Default Timeout=30"));
builder.Logging.AddFilter(static level => level >= LogLevel.Critical);
using var host = builder.Build();
await host.StartAsync();

var random = new Random(seed);
while (true)
{
    await using var scope = host.Services.CreateAsyncScope();
    var ledger = scope.ServiceProvider.GetRequiredService<LedgerContext>();
    switch (random.Next(4))
    {
        case 0:
            ledger.Add(new Entry { Text = "alone" });
            await ledger.SaveChangesAsync();
            break;
        case 1:
            ledger.AddRange(new Entry { Text = "first" }, new Entry { Text = "second" });
            ledger.SaveChanges();
            break;
        default:
            await using (var transaction = await ledger.Database.BeginTransactionAsync())
            {
                ledger.Add(new Entry { Text = "in a transaction" });
                await ledger.SaveChangesAsync();
                ledger.Add(new Entry { Text = "in the same" });
                await ledger.SaveChangesAsync();
                if (random.Next(2) == 0)
                {
                    await transaction.RollbackAsync();
                    tell("rolled back");
                    continue;
                }

                await transaction.CommitAsync();
            }

            break;
    }

    tell("committed");
}
