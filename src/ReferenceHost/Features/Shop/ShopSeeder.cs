namespace ReferenceHost.Features.Shop;

/// <summary>Brings the shop's database up to date at every start, and fills it at the first.</summary>
internal sealed class ShopSeeder(IServiceScopeFactory scopes) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ShopDatabase>().MigrateAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<ShopContents>().SeedAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
