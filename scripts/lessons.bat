@echo off
chcp 65001 >nul
cd /d "%~dp0.."
where py >nul 2>nul
if %errorlevel%==0 (py -3 scripts\lessons.py %*) else (python scripts\lessons.py %*)
if errorlevel 1 pause
