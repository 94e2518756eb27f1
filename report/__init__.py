# forecast
from . import crm_forecast_report
from . import crm_sales_target_report
from . import crm_forecast_history
# lost and won
from . import crm_winloss_report
