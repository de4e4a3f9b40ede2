using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Audit.Benchmarks.Overhead;

/// <summary>One way to use EF Core: a database in memory of its own, and a long-lived context over its one open connection.</summary>
internal sealed class Variant : IDisposable
{
    public const int Many = 100;

    private const int Rows = 1000;

    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly DbContextOptions<ItemContext> _options;
    private readonly ItemContext _context;
    private ItemContext? _tracked;
    private ItemContext? _tracking;
    private Item? _item;
    private Item[]? _items;
    private int _saved = Rows;

    public Variant(string name, Action<DbContextOptionsBuilder<ItemContext>> configure)
    {
        Name = name;
        _connection.Open();
        var options = new DbContextOptionsBuilder<ItemContext>().UseSqlite(_connection);
        Fill(options.Options);
        configure(options);
        _options = options.Options;
        _context = new ItemContext(_options);
        Query = QueryItem;
        Update = UpdateItem;
        Save = SaveItem;
        SaveMany = SaveItems;
    }

    public string Name { get; }

    /// <summary>S1: reads one row by its key.</summary>
    public Action<int> Query { get; }

    /// <summary>S2: updates one row by its key with raw SQL.</summary>
    public Action<int> Update { get; }

    /// <summary>S3: changes one entity and saves it.</summary>
    public Action<int> Save { get; }

    /// <summary>S4: changes a hundred entities and saves them.</summary>
    public Action<int> SaveMany { get; }

    public void Dispose()
    {
        _tracked?.Dispose();
        _tracking?.Dispose();
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

    // Of a context that tracks nothing else: to detect changes costs by the entities that are tracked.
    private void SaveItem(int number)
    {
        _tracked ??= new ItemContext(_options);
        _item ??= _tracked.Items.Single(item => item.Id == 1);
        _item.Qty = ++_saved;
        if (_tracked.SaveChanges() != 1)
            throw new InvalidOperationException("Item 1 was not saved.");
    }

    private void SaveItems(int number)
    {
        _tracking ??= new ItemContext(_options);
        _items ??= [.. _tracking.Items.OrderBy(item => item.Id).Take(Many)];
        _saved++;
        foreach (var item in _items)
            item.Qty = _saved;
        if (_tracking.SaveChanges() != Many)
            throw new InvalidOperationException("Not all items were saved.");
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
