using Microsoft.EntityFrameworkCore;

namespace ReferenceHost.Features.Shop;

/// <summary>The shop's database: SQLite in the data directory, or PostgreSQL when <c>ConnectionStrings:Shop</c> names a server.</summary>
internal static class ShopFeature
{
    public static void AddShop(this WebApplicationBuilder builder)
    {
        var connectionString = builder.Configuration.GetConnectionString("Shop");
        var directory = builder.Configuration.DataDirectory();
        builder.Services.AddDbContextPool<ShopDbContext>(options =>
        {
            if (string.IsNullOrWhiteSpace(connectionString))
                options.UseSqlite($"Data Source={Path.Combine(directory, "shop.db")}");
            else if (connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase))
                options.UseNpgsql(connectionString);
            else
                options.UseSqlite(connectionString);
        });
        builder.Services.AddHostedService<ShopSeeder>();
    }

    /// <summary>Where the host keeps its files: <c>Data:Directory</c>, by default <c>data</c> below the current directory.</summary>
    public static string DataDirectory(this IConfiguration configuration)
    {
        var directory = Path.GetFullPath(configuration["Data:Directory"] is { Length: > 0 } configured ? configured : "data");
        Directory.CreateDirectory(directory);
        return directory;
    }
}
