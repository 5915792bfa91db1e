@echo off
rem Runs the command line; restores the packages and builds it first when something that the build reads has changed.
rem   TORCH=cpu or cuda   which libtorch package; without it CUDA's where there is an NVIDIA driver
rem   LIBTORCH=DIR        an unpacked libtorch, or the torch folder of a pip install, in the package's place
setlocal
set "root=%~dp0"
set "project=%root%src\FerTrain.Cli"
set "program=%project%\bin\Release\net10.0\FerTrain.Cli.dll"
set "cache=%root%.cache"
set "asked=auto"
if defined TORCH set "asked=%TORCH%"
if not "%asked%"=="auto" if not "%asked%"=="cpu" if not "%asked%"=="cuda" echo fertrain: TORCH=%TORCH%: accepted: cpu, cuda>&2& exit /b 1
if defined LIBTORCH set "asked=none"
where dotnet >nul 2>nul
if errorlevel 1 echo fertrain: the .NET 10 SDK is needed, and there is no dotnet on the PATH>&2& exit /b 1
call :is_current
if errorlevel 1 call :build
if errorlevel 1 exit /b 1
dotnet "%program%" %*
exit /b %errorlevel%

rem Was the last build asked for the same, and is nothing newer? cmd cannot compare times to the second, PowerShell can.
:is_current
if not exist "%program%" exit /b 1
if not exist "%cache%\built" exit /b 1
powershell -NoProfile -Command "Set-Location -LiteralPath $env:root; $built = Get-Item .cache/built; $newer = Get-ChildItem src, build, configs, fertrain.cmd, global.json, Directory.* -Recurse -File | Where-Object { $_.FullName -notmatch '[\\/](bin|obj)[\\/]' -and $_.LastWriteTimeUtc -gt $built.LastWriteTimeUtc }; exit [int](($null -ne $newer) -or ((Get-Content $built) -ne $env:asked))"
exit /b %errorlevel%

:build
if not exist "%cache%" mkdir "%cache%"
set "package=%asked%"
if "%asked%"=="auto" set "package=cpu"
if "%asked%"=="auto" nvidia-smi >nul 2>nul
if "%asked%"=="auto" if not errorlevel 1 set "package=cuda"
>"%cache%\built.new" echo %asked%
echo fertrain: restoring packages, half a gigabyte at first, and some more for CUDA>&2
dotnet restore "%project%" -p:Torch=%package% --disable-build-servers >"%cache%\build.log" 2>&1
if errorlevel 1 goto not_restored
echo fertrain: building>&2
dotnet build "%project%" -c Release -p:Torch=%package% --no-restore --nologo --disable-build-servers >"%cache%\build.log" 2>&1
if errorlevel 1 goto not_built
move /y "%cache%\built.new" "%cache%\built" >nul
exit /b 0

:not_restored
type "%cache%\build.log" >&2
if "%package%"=="cuda" echo fertrain: the packages with CUDA cannot be restored: TORCH=cpu computes on the CPU, LIBTORCH=DIR with the libtorch of a PyTorch that is here>&2
exit /b 1

:not_built
type "%cache%\build.log" >&2
echo fertrain: the build failed>&2
exit /b 1
