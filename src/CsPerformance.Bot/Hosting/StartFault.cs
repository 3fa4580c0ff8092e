using System.Data.Common;
using CsPerformance.Bot.Settings;
using CsPerformance.Storage;

namespace CsPerformance.Bot.Hosting;

/// <summary>Why the bot could not start, for whoever started it: a sentence with the next step, no stack trace.</summary>
internal static class StartFault
{
    /// <returns>Null for a fault of the program itself, which is to be seen as it is.</returns>
    public static string? Of(Exception fault) => fault switch
    {
        SettingsException settings => string.Join('\n', settings.Faults.Select(f => $"{f.Place}：{f.Problem}" + (f.Nearest is null ? "" : $"是否想写“{f.Nearest}”？"))),
        InvalidDataException { InnerException: System.Text.Json.JsonException inner } => $"appsettings.json 不是有效的 JSON：{inner.Message}",
        FormatException or InvalidDataException => $"设置文件读不了：{fault.Message}",
        StoreInUseException => $"这个数据文件正由另一个机器人使用，SQLite 只能有一个；先停掉它，或换一个 Storage:ConnectionString。（{fault.Message}）",
        UnfitStoreException unfit => Of(unfit),
        DbException => $"存储打不开（Storage:Provider、Storage:ConnectionString）：{fault.Message}",
        IOException when fault.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException => $"地址已被占用，可能已有一个机器人在运行：{fault.Message} 可用 --Urls=http://127.0.0.1：其他端口 另选。",
        UnauthorizedAccessException or IOException => $"无法读写：{fault.Message}",
        _ => null,
    };

    private static string Of(UnfitStoreException fault) => fault.Why switch
    {
        Unfit.Missing => $"没有数据库，也没有新建。请在机器人的工作目录里执行，或检查 Storage:Provider、Storage:ConnectionString。（{fault.Message}）",
        Unfit.Older => $"数据库是旧版程序的，这个命令不升级它。请先启动一次新版机器人，启动时会升级，然后再执行。（{fault.Message}）",
        Unfit.Newer => $"数据库是更新的程序写的，请换用新版程序。（{fault.Message}）",
        _ => $"文件损坏，或者不是本程序的数据库。（{fault.Message}）",
    };
}
