using Audit.Commands;

namespace ReferenceHost.Features.Shop.Commands;

internal sealed class MigrateCommand(ShopDatabase database) : IAuditedCommand
{
    public string Name => "db:migrate";

    public string Description => "Creates the shop's database when it is missing, and brings its tables up to date.";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (await NoArguments.CheckAsync(Name, arguments) is { } wrong)
            return wrong;

        var applied = await database.MigrateAsync(cancellationToken);
        await Console.Out.WriteLineAsync(applied.Count == 0 ? "The shop's database is up to date." : $"Applied: {string.Join(", ", applied)}.");
        return CommandExitCodes.Done;
    }
}
