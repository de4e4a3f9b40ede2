using Audit.Commands;

namespace ReferenceHost.Features.Shop.Commands;

internal sealed class SeedCommand(ShopDatabase database, ShopContents contents) : IAuditedCommand
{
    public string Name => "db:seed";

    public string Description => "Fills a shop that has no products.";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (await NoArguments.CheckAsync(Name, arguments) is { } wrong)
            return wrong;

        await database.MigrateAsync(cancellationToken);
        var isNew = await contents.SeedAsync(cancellationToken);
        await Console.Out.WriteLineAsync(isNew ? $"The shop has {ShopContents.ProductCount} products now." : "The shop has products already; nothing was added.");
        return CommandExitCodes.Done;
    }
}
