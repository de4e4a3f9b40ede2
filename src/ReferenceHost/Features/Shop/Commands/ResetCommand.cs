using Audit.Commands;

namespace ReferenceHost.Features.Shop.Commands;

/// <summary>What once happened to a production database, and nobody could say by whom.</summary>
internal sealed class ResetCommand(ShopDatabase database, ShopContents contents) : IAuditedCommand
{
    public string Name => "db:reset";

    public string Description => "Drops the shop's database with all that is in it, and makes a new one. Needs --reason TEXT; refused outside Development.";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (await NoArguments.CheckAsync(Name, arguments) is { } wrong)
            return wrong;

        await database.ResetAsync(cancellationToken);
        await contents.SeedAsync(cancellationToken);
        await Console.Out.WriteLineAsync("The shop's database is as new.");
        return CommandExitCodes.Done;
    }
}
