using Audit.ApiKeys.Managing;
using Microsoft.EntityFrameworkCore;

namespace Audit.Snippets;

internal static class Keys
{
    public static void Register(WebApplicationBuilder builder)
    {
        builder.Services.AddDbContext<KeyShopContext>(options => options.UseNpgsql("Host=localhost;Database=shop"));
        builder.AddAudit().AddAspNetCore().AddApiKeys<KeyShopContext>();
        builder.Services.AddAuthentication().AddApiKey();
    }

    public static void Share(WebApplicationBuilder builder)
    {
        builder.AddAudit().AddSessions().AddApiKeys<KeyShopContext>().AddRedis();
        builder.Services.AddHealthChecks().AddAudit().AddAuditRedis();
    }

    public static async Task ManageAsync(IApiKeys keys, TimeProvider time, Action<string> show)
    {
        var issued = await keys.CreateAsync(new NewApiKey("nightly reports", "bob") { Scopes = ["orders:read"], ExpiresAt = time.GetUtcNow().AddDays(90) });
        show(issued.Reveal());   // the only time that anyone sees it

        var successor = await keys.RotateAsync(issued.Info.Id, overlap: TimeSpan.FromDays(7));
        await keys.RevokeAsync(issued.Info.Id, reason: "the laptop was stolen");
    }
}

internal sealed class KeyShopContext(DbContextOptions<KeyShopContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddAuditApiKeys();
}
