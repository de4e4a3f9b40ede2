using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using ReferenceHost.Features.Shop.Commands;

namespace ReferenceHost.Features.Shop;

/// <summary>The shop's database: SQLite in the data directory, or PostgreSQL when <c>ConnectionStrings:Shop</c> names a server.</summary>
internal static class ShopFeature
{
    public static void AddShop(this WebApplicationBuilder builder)
    {
        var connectionString = builder.Configuration.GetConnectionString("Shop");
        var directory = builder.Configuration.DataDirectory();
        if (string.IsNullOrWhiteSpace(connectionString))
            connectionString = $"Data Source={Path.Combine(directory, "shop.db")}";
        var namesFile = NamesFile(connectionString);
        builder.Services.AddDbContextPool<ShopDbContext>(options =>
        {
            if (namesFile)
                options.UseSqlite(connectionString);
            else
                options.UseNpgsql(connectionString);
        });
        builder.Services.AddScoped<ShopDatabase>();
        builder.Services.AddScoped<ShopContents>();
        builder.Services.AddAuditedCommand<MigrateCommand>();
        builder.Services.AddAuditedCommand<SeedCommand>();
        builder.Services.AddAuditedCommand<ResetCommand>();
        builder.Services.AddAuditedHostedService<ShopSeeder>("shop-seeder");
    }

    /// <summary>Only SQLite knows these words; PostgreSQL's are <c>Host</c> or <c>Server</c>.</summary>
    private static bool NamesFile(string connectionString)
    {
        try
        {
            var words = new DbConnectionStringBuilder { ConnectionString = connectionString };
            return words.ContainsKey("Data Source") || words.ContainsKey("DataSource") || words.ContainsKey("Filename");
        }
        catch (ArgumentException)
        {
            // The driver's message may repeat the password.
            throw new OptionsValidationException(
                Options.DefaultName,
                typeof(ShopDbContext),
                ["ConnectionStrings:Shop is not a connection string. Expected e.g. Host=localhost;Database=shop;Username=shop;Password=… or Data Source=shop.db"]);
        }
    }

    /// <summary>Where the host keeps its files: <c>Data:Directory</c>, by default <c>data</c> below the current directory.</summary>
    public static string DataDirectory(this IConfiguration configuration)
    {
        var directory = Path.GetFullPath(configuration["Data:Directory"] is { Length: > 0 } configured ? configured : "data");
        Directory.CreateDirectory(directory);
        return directory;
    }
}
