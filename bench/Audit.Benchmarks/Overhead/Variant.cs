using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Audit.Benchmarks.Overhead;

/// <summary>One way to use EF Core: a database in memory of its own, and a long-lived context over its one open connection.</summary>
internal sealed class Variant : IDisposable
{
    private const int Rows = 1000;

    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly ItemContext _context;

    public Variant(string name, Action<DbContextOptionsBuilder<ItemContext>> configure)
    {
        Name = name;
        _connection.Open();
        var options = new DbContextOptionsBuilder<ItemContext>().UseSqlite(_connection);
        Fill(options.Options);
        configure(options);
        _context = new ItemContext(options.Options);
        Query = QueryItem;
        Update = UpdateItem;
    }

    public string Name { get; }

    /// <summary>S1: reads one row by its key.</summary>
    public Action<int> Query { get; }

    /// <summary>S2: updates one row by its key with raw SQL.</summary>
    public Action<int> Update { get; }

    public void Dispose()
    {
        _context.Dispose();
        _connection.Dispose();
    }

    private void QueryItem(int number)
    {
        var id = (number % Rows) + 1;
        if (_context.Items.AsNoTracking().FirstOrDefault(x => x.Id == id)?.Id != id)
            throw new InvalidOperationException($"Item {id} was not found.");
    }

    private void UpdateItem(int number)
    {
        if (_context.Database.ExecuteSqlRaw("UPDATE Items SET Qty={0} WHERE Id={1}", number, (number % Rows) + 1) != 1)
            throw new InvalidOperationException($"Item {(number % Rows) + 1} was not updated.");
    }

    private static void Fill(DbContextOptions<ItemContext> options)
    {
        using var context = new ItemContext(options);
        context.Database.EnsureCreated();
        for (var id = 1; id <= Rows; id++)
            context.Add(new Item { Id = id, Name = $"Item {id}", Qty = id, Price = id / 4.0, UpdatedAt = DateTime.UnixEpoch.AddMinutes(id) });
        context.SaveChanges();
    }
}
