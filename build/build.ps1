# Restores the packages and builds the program when something that the build reads has changed: what ./fertrain does in bash,
# for fertrain.cmd. It runs in Windows PowerShell 5.1, which every Windows has, and in any later one.
$ErrorActionPreference = 'Stop'
$root = Split-Path $PSScriptRoot
$project = Join-Path $root 'src/FerTrain.Cli'
$program = Join-Path $project 'bin/Release/net10.0/FerTrain.Cli.dll'
$cache = Join-Path $root '.cache'
$built = Join-Path $cache 'built' # made by the last build; holds what it was asked for and the checksum of what it read
$log = Join-Path $cache 'build.log'
$secondsBetweenReports = 10

function Say($text) { [Console]::Error.WriteLine("fertrain: $text") }
function Stop-With($text) {
    Say $text
    exit 1
}

$asked = if ($env:TORCH) { $env:TORCH } else { 'auto' }
if ($asked -cnotin 'auto', 'cpu', 'cuda') { Stop-With "TORCH=$($env:TORCH): expected: cpu, cuda" }
if ($env:LIBTORCH) { $asked = 'none' }

# A checksum of the names and contents of the code, and of what is copied beside the program: the time of a file can be anything.
function Get-Checksum([string[]] $copied = @()) {
    $folders = @('src', 'build') + $copied | ForEach-Object { Join-Path $root $_ }
    $files = 'fertrain.cmd', 'global.json', 'Directory.*' | ForEach-Object { Join-Path ([WildcardPattern]::Escape($root)) $_ }
    [string[]] $paths = & { Get-ChildItem -LiteralPath $folders -Recurse -File; Get-ChildItem $files -File } |
        ForEach-Object FullName | Where-Object { $_.Substring($root.Length) -notmatch '[\\/](bin|obj)[\\/]' }
    [Array]::Sort($paths, [StringComparer]::Ordinal)
    $hash = [Security.Cryptography.SHA256]::Create()
    foreach ($path in $paths) {
        foreach ($bytes in [Text.Encoding]::UTF8.GetBytes($path.Substring($root.Length)), [IO.File]::ReadAllBytes($path)) { $null = $hash.TransformBlock($bytes, 0, $bytes.Length, $null, 0) }
    }
    $null = $hash.TransformFinalBlock((New-Object byte[] 0), 0, 0)
    return [BitConverter]::ToString($hash.Hash).Replace('-', '')
}

function Test-Current {
    $script:sources = Get-Checksum 'configs', 'pretrained'
    return (Test-Path -LiteralPath $program) -and (Test-Path -LiteralPath $built) -and (Get-Content -LiteralPath $built) -ceq "$asked $sources"
}

function Get-Megabytes {
    $downloads = if ($env:NUGET_HTTP_CACHE_PATH) { $env:NUGET_HTTP_CACHE_PATH } else { Join-Path $env:LOCALAPPDATA 'NuGet/v3-cache' }
    $bytes = (Get-ChildItem $downloads -Recurse -File -ErrorAction Ignore | Measure-Object Length -Sum).Sum
    return [int]($bytes / 1MB)
}

# Runs dotnet, keeps what it prints in the log, and says what a person who waits wants to know. Returns whether it succeeded.
function Invoke-Dotnet([string] $arguments, [switch] $countsDownloads) {
    $before = if ($countsDownloads) { Get-Megabytes }
    $start = New-Object Diagnostics.ProcessStartInfo $dotnet, $arguments
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [Diagnostics.Process]::Start($start)
    $process.StandardInput.Close()
    $errors = $process.StandardError.ReadToEndAsync()
    $lines = New-Object Collections.Generic.List[string]
    $next = $process.StandardOutput.ReadLineAsync()
    while ($true) {
        if (-not $next.Wait(1000 * $secondsBetweenReports)) {
            if ($countsDownloads) { Say "$((Get-Megabytes) - $before) MB have arrived" }
            continue
        }
        if ($null -eq $next.Result) { break }
        $lines.Add($next.Result)
        if ($next.Result -match '^\s*(.+?) -> ') { Say "built $($Matches[1])" }
        $next = $process.StandardOutput.ReadLineAsync()
    }
    $process.WaitForExit()
    [IO.File]::WriteAllText($log, ($lines -join "`n") + "`n" + $errors.Result)
    return $process.ExitCode -eq 0
}

# A file that one process alone may open; it is free again when that process ends, however it ends.
function Enter-Lock {
    while ($true) {
        try { return [IO.File]::Open((Join-Path $cache 'lock'), 'OpenOrCreate', 'ReadWrite', 'None') }
        catch [IO.IOException] { Start-Sleep -Milliseconds 500 }
    }
}

$dotnet = (Get-Command dotnet -CommandType Application -ErrorAction Ignore | Select-Object -First 1).Path
if (-not $dotnet) { Stop-With 'the .NET 10 SDK is needed, and there is no dotnet on the PATH' }
if (Test-Current) { exit 0 }
if ($root -match '%[0-9a-f]{2}|@\(|[*?]') { Stop-With "${root}: MSBuild does not build in a folder whose path has %41 and the like, @(, * or ?. Expected: another place" }
$null = New-Item $cache -ItemType Directory -Force
$lock = Enter-Lock
try {
    if (Test-Current) { exit 0 } # another launcher built it meanwhile

    $torch = $asked
    if ($asked -eq 'auto') {
        $torch = 'cpu'
        if (Get-Command nvidia-smi -CommandType Application -ErrorAction Ignore) {
            $null = & nvidia-smi
            if ($LASTEXITCODE -eq 0) { $torch = 'cuda' }
        }
    }
    Set-Content -LiteralPath "$built.new" "$asked $sources" # of before the build: what is edited during it is other

    Say "restoring packages, half a gigabyte at first$(if ($torch -eq 'cuda') { ', and some more for CUDA' })"
    if (-not (Invoke-Dotnet "restore `"$project`" -p:Torch=$torch --disable-build-servers" -countsDownloads)) {
        [Console]::Error.Write([IO.File]::ReadAllText($log))
        if ($torch -eq 'cuda') { Stop-With 'the packages with CUDA cannot be restored: TORCH=cpu computes on the CPU, LIBTORCH=DIR with the libtorch of a PyTorch that is here' }
        Stop-With 'the packages cannot be restored'
    }
    Say 'building'
    $env:SourceChecksum = Get-Checksum
    if (-not (Invoke-Dotnet "build `"$project`" -c Release -p:Torch=$torch --no-restore --nologo -clp:NoSummary --disable-build-servers")) {
        [Console]::Error.Write([IO.File]::ReadAllText($log))
        Stop-With 'the build failed'
    }
    Move-Item -LiteralPath "$built.new" $built -Force
}
finally { $lock.Dispose() }
