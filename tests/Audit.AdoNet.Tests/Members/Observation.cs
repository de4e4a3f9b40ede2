using System.Collections;
using System.Data;
using System.Data.Common;
using System.Globalization;

namespace Audit.AdoNet.Tests.Members;

/// <summary>What can be seen of a result, as a text that is the same for a decorator and what it decorates.</summary>
internal static class Observation
{
    public static async Task<string> OfAsync(Func<Task<object?>> run)
    {
        try
        {
            return Of(await run());
        }
        catch (Exception exception)
        {
            return $"{exception.GetType().FullName}: {exception.Message} <- {exception.InnerException?.GetType().FullName}";
        }
    }

    private static string Of(object? value) => value switch
    {
        null => "null",
        DBNull => "DBNull",
        string text => $"\"{text}\"",
        byte[] bytes => Convert.ToHexString(bytes),
        Type type => type.FullName!,
        DataTable table => $"{string.Join(",", table.Columns.Cast<DataColumn>().Select(static column => column.ColumnName))} × {table.Rows.Count}",
        DbConnection connection => connection.Unwrap().GetType().FullName!,
        DbTransaction transaction => transaction.Unwrap().GetType().FullName!,
        DbCommand command => command.Unwrap().GetType().FullName!,
        DbBatch batch => batch.Unwrap().GetType().FullName!,
        DbColumn column => $"{column.ColumnName}:{column.DataType}",
        Stream stream => OfStream(stream),
        TextReader reader => Of(reader.ReadToEnd()),
        IEnumerable many => $"[{string.Join("; ", many.Cast<object?>().Select(Of))}]",
        IFormattable formattable => $"{value.GetType().Name} {formattable.ToString(null, CultureInfo.InvariantCulture)}",
        _ => $"{value.GetType().FullName} {value}",
    };

    private static string OfStream(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return Of(copy.ToArray());
    }
}
